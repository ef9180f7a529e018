import { describe, expect, it } from '@jest/globals';
import { AnswerEnd } from './answer-end.js';

const WITH_LENGTH = 'HTTP/1.1 200 OK\r\nContent-Length: 13\r\nX: 0\r\n\r\n{"output":16}';
const IN_CHUNKS =
  'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n10\r\n0123456789abcdef\r\n0\r\n\r\n';

describe('AnswerEnd', () => {
  it.each([
    ['a length', WITH_LENGTH],
    ['chunks', IN_CHUNKS],
    ['no body', 'HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n'],
  ])('is found in an answer with %s, wherever it is cut', (_, text) => {
    for (let cut = 1; cut < text.length; cut++) {
      const end = new AnswerEnd();
      const pieces = [text.slice(0, cut), text.slice(cut)].map((piece) => end.push(Buffer.from(piece)));
      expect(pieces).toEqual([false, true]);
    }
    const byteByByte = new AnswerEnd();
    expect(Array.from(text, (byte) => byteByByte.push(Buffer.from(byte))).indexOf(true)).toBe(
      text.length - 1,
    );
  });

  it('refuses anything but a 200', () => {
    const refused = Buffer.from('HTTP/1.1 429 Too Many Requests\r\ncontent-length: 0\r\n\r\n');
    expect(() => new AnswerEnd().push(refused)).toThrow('HTTP/1.1 429 Too Many Requests');
  });
});
