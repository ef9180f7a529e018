import type { Datatype, NumericData } from './datatypes.js';

/** One element of BYTES; texts stand for their UTF-8. */
export type BytesElement = string | Uint8Array;

/** A tensor in the protocol's words. Half floats are the bits in a `Uint16Array`, booleans 0 and 1. */
export interface InferenceTensor {
  readonly datatype: Datatype;
  readonly shape: readonly number[];
  /** In row-major order, as many as the product of `shape`. */
  readonly data: NumericData | readonly BytesElement[];
}

/** How many elements a tensor of this shape has. */
export const elementsOf = (shape: readonly number[]): number =>
  shape.reduce((product, length) => product * length, 1);
