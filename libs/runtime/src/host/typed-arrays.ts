import type { TensorData } from '#common';

export type NumericData = Exclude<TensorData, readonly string[]>;

interface Kind {
  /** ONNX's name of the element type. */
  readonly type: string;
  readonly View: new (buffer: ArrayBuffer) => NumericData;
}

/** By the tag and not by the class: values of another realm (a test runner's, a vm's) count as well. */
const KINDS: Readonly<Record<string, Kind>> = {
  Float32Array: { type: 'float32', View: Float32Array },
  Float64Array: { type: 'float64', View: Float64Array },
  Int8Array: { type: 'int8', View: Int8Array },
  Uint8Array: { type: 'uint8', View: Uint8Array },
  Int16Array: { type: 'int16', View: Int16Array },
  Uint16Array: { type: 'uint16', View: Uint16Array },
  Int32Array: { type: 'int32', View: Int32Array },
  Uint32Array: { type: 'uint32', View: Uint32Array },
  BigInt64Array: { type: 'int64', View: BigInt64Array },
  BigUint64Array: { type: 'uint64', View: BigUint64Array },
};

function kindOf(value: unknown): Kind | undefined {
  return ArrayBuffer.isView(value) ? KINDS[Object.prototype.toString.call(value).slice(8, -1)] : undefined;
}

/** True for a vector of numbers. A Buffer is opaque bytes, such as a picture, and no vector. */
export function isVector(value: unknown): value is NumericData {
  return kindOf(value) !== undefined && !Buffer.isBuffer(value);
}

/** ONNX's name for the elements of a vector. */
export function elementType(vector: NumericData): string {
  return kindOf(vector)?.type ?? 'uint8';
}

/** The parts end to end, in one new array; `undefined` when they are not all of one kind. */
export function concatenate(parts: readonly TensorData[]): TensorData | undefined {
  if (parts.every((part): part is readonly string[] => Array.isArray(part))) return parts.flat();
  const [first] = parts;
  const kind = kindOf(first);
  const views = parts.filter((part): part is NumericData => kindOf(part) === kind);
  if (!kind || views.length < parts.length) return undefined;
  const joined = new Uint8Array(views.reduce((bytes, view) => bytes + view.byteLength, 0));
  let offset = 0;
  for (const view of views) {
    joined.set(new Uint8Array(view.buffer, view.byteOffset, view.byteLength), offset);
    offset += view.byteLength;
  }
  return new kind.View(joined.buffer);
}
