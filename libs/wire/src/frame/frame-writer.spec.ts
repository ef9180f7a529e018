import { describe, expect, it } from '@jest/globals';
import { decodeFrame } from './frame.js';
import { encodeFrame, OUT_OF_BAND_BYTES } from './frame-writer.js';

const whole = (pieces: readonly Uint8Array[]): Buffer => {
  const frame = Buffer.allocUnsafeSlow(pieces.reduce((bytes, piece) => bytes + piece.byteLength, 0));
  Buffer.concat(pieces).copy(frame);
  return frame;
};

describe('encodeFrame', () => {
  it('writes the layout byte by byte', () => {
    const frame = whole(encodeFrame('[1]', [new Uint8Array([7, 8, 9])]));
    expect(frame.toString('hex')).toBe(
      '0157534c' +
        '28000000' +
        '03000000' +
        '01000000' +
        '03000000' +
        '00000000' +
        '5b315d0000000000' +
        '0708090000000000',
    );
  });

  it('puts small sections and the header into one piece', () => {
    const pieces = encodeFrame('{}', [
      new Uint8Array(10),
      new Uint8Array(0),
      new Uint8Array(OUT_OF_BAND_BYTES - 1),
    ]);
    expect(pieces).toHaveLength(1);
  });

  it('does not copy a big section', () => {
    const big = new Uint8Array(OUT_OF_BAND_BYTES);
    const pieces = encodeFrame('{}', [new Uint8Array(3), big, new Uint8Array(5)]);
    expect(pieces).toHaveLength(3);
    expect(pieces[1]).toBe(big);
  });

  it('lays the pieces of a section out without gaps, big and small ones', () => {
    const pieces = [3, OUT_OF_BAND_BYTES + 1, 0, 5, OUT_OF_BAND_BYTES].map((size, i) =>
      new Uint8Array(size).fill(i + 1),
    );
    const written = encodeFrame('"x"', [new Uint8Array([9]), pieces, new Uint8Array([8, 8])]);
    const { sections } = decodeFrame(whole(written));
    expect(sections.map(({ length }) => length)).toEqual([1, 8 + 2 * OUT_OF_BAND_BYTES + 1, 2]);
    expect(Buffer.concat(pieces).equals(sections[1] as Uint8Array)).toBe(true);
    expect([sections[0]?.[0], sections[2]?.[1]]).toEqual([9, 8]);
    expect(written).toContain(pieces[1]);
  });

  it.each([0, 1, 2, 3])('keeps the order of sections when number %i is big', (position) => {
    const sections = [1, 2, 3, 4].map((fill, i) =>
      new Uint8Array(i === position ? OUT_OF_BAND_BYTES + 3 : fill).fill(fill),
    );
    const frame = decodeFrame(whole(encodeFrame('"x"', sections)));
    expect(frame.header).toBe('x');
    expect(frame.sections.map((section) => [section.length, section[0], section.at(-1)])).toEqual(
      sections.map((section) => [section.length, section[0], section.at(-1)]),
    );
  });

  it('writes characters of several bytes', () => {
    expect(decodeFrame(whole(encodeFrame('"é 漢 😀"', []))).header).toBe('é 漢 😀');
  });

  it('fills the gaps with zeros, never with old memory', () => {
    for (let i = 0; i < 50; i++) Buffer.allocUnsafe(200).fill(0xff);
    const frame = whole(encodeFrame('1', [new Uint8Array([1])]));
    expect([...frame.subarray(20, 24), ...frame.subarray(25, 32), ...frame.subarray(33)]).toEqual(
      Array(18).fill(0),
    );
  });

  it('refuses a frame that the reader would refuse', () => {
    expect(() => encodeFrame('1', [new Uint8Array(100)], 128)).toThrow(
      expect.objectContaining({ code: 'too_large' }),
    );
    expect(encodeFrame('1', [new Uint8Array(96)], 128)).toHaveLength(1);
  });
});
