import { BadRequestException } from '@nestjs/common';
import { describe, expect, it } from '@jest/globals';
import { Tokenizer } from './tokenizer.js';

describe('Tokenizer', () => {
  const tokenizer = new Tokenizer(['<pad>', '<bos>', '<sep>', '<eos>', ' ', 'a', 'b'], {
    bos: 1,
    sep: 2,
    max_positions: 8,
  });

  it('puts the marks around the characters', () => {
    expect(tokenizer.encode('ab a')).toEqual([1, 5, 6, 4, 5, 2]);
  });

  it('leaves the marks out of an answer', () => {
    expect(tokenizer.decode([1, 5, 6, 0, 4, 5, 3])).toBe('ab a');
  });

  it.each([
    ['', 'text must not be empty'],
    ['aXb', 'text contains "X" at position 2'],
    ['a\u{1F600}', 'text contains "\u{1F600}" at position 2'],
    ['<bos>', 'text contains "<" at position 1'],
    ['aaaaaa', 'text has 6 characters, the model takes 5'],
  ])('refuses %j with a 400 that says why', (text, message) => {
    expect(() => tokenizer.encode(text)).toThrow(BadRequestException);
    expect(() => tokenizer.encode(text)).toThrow(message);
  });

  it('takes a text that leaves one position for the answer', () => {
    expect(tokenizer.encode('aaaaa')).toHaveLength(7);
  });
});
