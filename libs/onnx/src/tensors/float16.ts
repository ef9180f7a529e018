/**
 * Half floats from their bits (IEEE 754 binary16), exactly: Node 20 has no Float16Array, so that onnxruntime holds them
 * in a Uint16Array.
 *
 * @example decodeFloat16(new Uint16Array([0x3c00])) // Float32Array [1]
 */
export function decodeFloat16(bits: ArrayLike<number>): Float32Array {
  return Float32Array.from(bits, numberOfHalf);
}

/**
 * The bits of numbers as half floats, each the nearest there is and the even one of two: above 65504 it is Infinity
 * soon, below 2 ** -24 soon 0.
 *
 * @example encodeFloat16([1]) // Uint16Array [0x3c00]
 */
export function encodeFloat16(values: ArrayLike<number>): Uint16Array {
  return Uint16Array.from(values, halfOfNumber);
}

const SIGN = 0x8000;
const INFINITY = 0x7c00;
const NOT_A_NUMBER = 0x7e00;
/** From here on the nearest half float is Infinity: the middle between the largest one, 65504, and what would follow. */
const OVERFLOW = 65_520;

function numberOfHalf(bits: number): number {
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  const sign = bits & SIGN ? -1 : 1;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  // All are multiples of 2 ** -24; those of exponent 0 lack the leading 1.
  const size = exponent === 0 ? fraction : (1024 + fraction) * 2 ** (exponent - 1);
  return (sign * size) / 2 ** 24;
}

/** Straight from a double: by way of a float32 it would be rounded twice. */
export function halfOfNumber(value: number): number {
  if (Number.isNaN(value)) return NOT_A_NUMBER;
  const sign = value < 0 || Object.is(value, -0) ? SIGN : 0;
  const size = Math.abs(value);
  if (size >= OVERFLOW) return sign | INFINITY;
  // How often the spacing of half floats has doubled at this size; the first doubling is at 2 ** -13.
  const doublings = Math.max(0, 31 - Math.clz32(size * 2 ** 14));
  const steps = roundHalfEven((size * 2 ** 24) / 2 ** doublings);
  // Adding, not or: steps that were rounded up to the next power of two carry into the exponent, which is right.
  return sign | (doublings * 1024 + steps);
}

function roundHalfEven(value: number): number {
  const up = Math.round(value);
  return up - value === 0.5 && up % 2 === 1 ? up - 1 : up;
}
