import { describe, expect, it } from '@jest/globals';
import { normalizeText } from './normalize-text.js';
import { UnigramTokenizer } from './unigram-tokenizer.js';

describe('the unigram tokenizer', () => {
  const tokenizer = new UnigramTokenizer({
    unk_id: 1,
    vocab: [
      ['[PAD]', -9],
      ['[UNK]', -9],
      ['\u2581a', -2],
      ['b', -2],
      ['\u2581ab', -3],
      ['bb', -2.5],
      ['\u{1f600}', -4],
      ['\u2581', -5],
    ],
  });

  it.each([
    ['ab', [4]],
    ['abb', [2, 5]],
    ['A B', [2, 7, 3]],
    ['a\u{1f600}b', [2, 6, 3]],
    ['', []],
    [' \u0000 ', []],
  ])('takes the pieces of %j that are most probable together', (text, ids) => {
    expect(tokenizer.encode(text)).toEqual(ids);
  });

  it('leaves out what it does not know', () => {
    expect(tokenizer.encode('axb\u{1f601}b')).toEqual([2, 3, 3]);
  });
});

describe('the normalizer', () => {
  it.each([
    ['  Caf\u00e9\tD\u00c9J\u00c0\u00a0vu ', 'cafe deja vu'],
    ["it's (so)!", "it ' s ( so ) !"],
    ['a\u200bb\u0007c\ufffd', 'abc'],
    ['\u6771\u4eac1', '\u6771 \u4eac 1'],
  ])('makes of %j %j', (text, normal) => {
    expect(normalizeText(text)).toBe(normal);
  });
});
