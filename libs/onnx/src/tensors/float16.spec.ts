import { describe, expect, it } from '@jest/globals';
import { assert, double, property } from 'fast-check';
import { decodeFloat16, encodeFloat16 } from './float16.js';

const ALL = Uint16Array.from({ length: 65_536 }, (_, bits) => bits);
const decoded = decodeFloat16(ALL);
const half = (value: number): number => encodeFloat16([value])[0]!;
/** All finite ones that are not negative, in order: their bits count up with them. */
const FINITE = decoded.subarray(0, 0x7c00);

describe('half floats', () => {
  it.each([
    [0x0000, 0],
    [0x8000, -0],
    [0x0001, 2 ** -24],
    [0x03ff, 1023 * 2 ** -24],
    [0x0400, 2 ** -14],
    [0x3555, 0.333251953125],
    [0x3c00, 1],
    [0xc000, -2],
    [0x7bff, 65_504],
    [0x7c00, Number.POSITIVE_INFINITY],
    [0xfc00, Number.NEGATIVE_INFINITY],
  ])('%i are the bits of %p', (bits, value) => {
    expect(decodeFloat16([bits])[0]).toBe(value);
    expect(half(value)).toBe(bits);
  });

  it('come back from numbers as they were, all 65536 of them', () => {
    const back = encodeFloat16(decoded);

    const isNaNs = (bits: number): boolean => (bits & 0x7c00) === 0x7c00 && (bits & 0x3ff) !== 0;
    expect(back.filter((bits, index) => bits !== index && !isNaNs(index))).toHaveLength(0);
    expect(ALL.filter(isNaNs).every((bits) => Number.isNaN(decoded[bits]) && back[bits] === 0x7e00)).toBe(
      true,
    );
    expect(FINITE.every((value, index) => index === 0 || value > FINITE[index - 1]!)).toBe(true);
  });

  it('between two neighbours is the nearer one, in the middle the even one', () => {
    for (let bits = 0; bits < 0x7bff; bits++) {
      const [low, high] = [FINITE[bits]!, FINITE[bits + 1]!];
      const middle = (low + high) / 2;
      const even = bits % 2 === 0 ? bits : bits + 1;
      const below = middle - (high - low) * 2 ** -30;
      const above = middle + (high - low) * 2 ** -30;
      if (half(middle) !== even || half(below) !== bits || half(above) !== bits + 1) {
        throw new Error(`wrong between ${low} and ${high}`);
      }
    }
    expect([half(65_519.999), half(65_520), half(-1e300)]).toEqual([0x7bff, 0x7c00, 0xfc00]);
  });

  it('of any number is the nearest there is', () => {
    assert(
      property(double({ min: -65_519, max: 65_519, noNaN: true }), (value) => {
        const bits = half(value);
        const error = (candidate: number): number => Math.abs(decodeFloat16([candidate])[0]! - value);
        const size = bits & 0x7fff;
        const neighbours = [Math.max(0, size - 1), Math.min(0x7bff, size + 1)];
        return neighbours.every((one) => error(bits) <= error((bits & 0x8000) | one));
      }),
      { numRuns: 2_000 },
    );
  });
});
