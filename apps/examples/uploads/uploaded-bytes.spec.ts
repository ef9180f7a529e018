import { describe, expect, it } from '@jest/globals';
import { uploadedBytes, type Upload } from './uploaded-bytes.js';

const file = { name: 'a', type: 'b/c', bytes: Buffer.from('abc') };

describe('an upload', () => {
  it.each<[string, Upload]>([
    ['the bytes that came', file.bytes],
    ['a form with one file', { file }],
    ['a form with texts beside it', { title: 'x', other: file, tags: ['y', 'z'] }],
    ['a form with a list of one', { file: [file] }],
  ])('is %s', (_, upload) => {
    expect(uploadedBytes(upload)).toBe(file.bytes);
  });

  it.each<[string, Upload]>([
    ['no files', { file: 'abc' }],
    ['no files', {}],
    ['2 files', { file: [file, file] }],
  ])('is none with %s', (count, upload) => {
    expect(() => uploadedBytes(upload)).toThrow(`the form has ${count}; send one`);
  });
});
