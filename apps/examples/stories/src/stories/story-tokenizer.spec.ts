import { describe, expect, it } from '@jest/globals';
import { StoryTokenizer } from './story-tokenizer.js';

/** Token 3 and those after it are the bytes from `a` on; then come pieces. */
const BYTES = ['61', '62', '63', 'c3', 'a9'];
const tokenizer = new StoryTokenizer({
  bos: 1,
  byte_offset: 3 - 0x61,
  pieces: [
    ['<unk>', 0],
    ['\n<s>\n', 0],
    ['\n</s>\n', 0],
    ...BYTES.map((byte): [string, number] => [`<0x${byte.toUpperCase()}>`, 0]),
    [' ', -1],
    ['x', -2],
    ['y', -3],
    ['xy', -10],
    [' x', -5],
    ['yx', -5],
    [' xy', -20],
  ],
});

async function* of(...ids: number[]): AsyncGenerator<number> {
  yield* ids;
}
async function decode(startsText: boolean, ...ids: number[]): Promise<string[]> {
  const texts: string[] = [];
  for await (const text of tokenizer.decode(of(...ids), startsText)) texts.push(text);
  return texts;
}

describe('the tokenizer of stories', () => {
  it.each([
    ['', [1]],
    ['x', [1, 12]],
    // The first of the two best pairs, then what it goes with.
    ['xy', [1, 14]],
    ['yx', [1, 8, 13]],
    ['a', [1, 8, 3]],
  ])('makes of %j the tokens %j', (text, ids) => {
    expect(tokenizer.encode(text)).toEqual(ids);
  });

  it('gives texts as they come, a letter when it is whole', async () => {
    expect(await decode(false, 12, 6, 7, 10)).toEqual([' x', '\u00e9', 'y']);
    expect(await decode(false, 6)).toEqual(['\ufffd']);
  });

  it('leaves out the space before a text', async () => {
    expect(await decode(true, 12, 12)).toEqual(['x', ' x']);
    expect(await decode(true, 8, 10)).toEqual(['y']);
    expect(await decode(true)).toEqual([]);
  });
});
