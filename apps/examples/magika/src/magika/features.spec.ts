import { describe, expect, it } from '@jest/globals';
import { featuresOf, labelWithoutModel } from './features.js';

const config = { beg_size: 6, end_size: 5, block_size: 16, padding_token: 256, min_file_size_for_dl: 4 };
const features = (text: string) => Array.from(featuresOf(Buffer.from(text, 'latin1'), config) ?? []);
const codes = (text: string): number[] =>
  Array.from(text, (letter) => (letter === '#' ? 256 : letter.charCodeAt(0)));

describe('what the model reads of a file', () => {
  it.each([
    ['abcd', 'abcd###abcd'],
    [' \t\r\n\v\fabcdefgh \n', 'abcdefdefgh'],
    ['ab cd\0\0', 'ab cd\0\x20cd\0\0'],
    ['0123456789abcdef0123456789', '01234556789'],
    ['abcd                            ', 'abcd  #####'],
  ])('of %j is %j', (file, expected) => {
    expect(features(file)).toEqual(codes(expected));
  });

  it.each([
    ['', 'empty'],
    ['abc', 'txt'],
    ['               abc', 'txt'],
    ['                    abcdefgh', 'txt'],
    ['\xff\xfe', 'unknown'],
  ])('is nothing in %j, which is %s', (file, label) => {
    const bytes = Buffer.from(file, 'latin1');
    expect(featuresOf(bytes, config)).toBeUndefined();
    expect(labelWithoutModel(bytes, config)).toBe(label);
  });
});
