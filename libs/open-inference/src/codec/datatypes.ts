import type { TensorData } from '#core';

export type NumericData = Exclude<TensorData, readonly string[]>;

/** How elements look in JSON; `none` for what only binary data can carry. */
type JsonForm = 'boolean' | 'integer' | 'bigint' | 'float' | 'none';

interface ArrayOf<T> {
  new (length: number): T;
  new (buffer: ArrayBufferLike, byteOffset: number, length: number): T;
  readonly BYTES_PER_ELEMENT: number;
}

/** A datatype whose elements all have the same size. */
export interface FixedDatatype {
  /** The element type of a `Tensor`, in ONNX's words. */
  readonly type: string;
  readonly Data: ArrayOf<NumericData>;
  readonly json: JsonForm;
}

const fixed = (type: string, Data: ArrayOf<NumericData>, json: JsonForm): FixedDatatype => ({
  type,
  Data,
  json,
});

/** The datatypes of the protocol but BYTES. Half floats are bits: Node 20 has no array of them. */
export const FIXED = {
  BOOL: fixed('bool', Uint8Array, 'boolean'),
  UINT8: fixed('uint8', Uint8Array, 'integer'),
  UINT16: fixed('uint16', Uint16Array, 'integer'),
  UINT32: fixed('uint32', Uint32Array, 'integer'),
  UINT64: fixed('uint64', BigUint64Array, 'bigint'),
  INT8: fixed('int8', Int8Array, 'integer'),
  INT16: fixed('int16', Int16Array, 'integer'),
  INT32: fixed('int32', Int32Array, 'integer'),
  INT64: fixed('int64', BigInt64Array, 'bigint'),
  FP16: fixed('float16', Uint16Array, 'none'),
  BF16: fixed('bfloat16', Uint16Array, 'none'),
  FP32: fixed('float32', Float32Array, 'float'),
  FP64: fixed('float64', Float64Array, 'float'),
} as const satisfies Readonly<Record<string, FixedDatatype>>;

/** Each element of BYTES has a length of its own: texts, or anything at all. */
export type Datatype = keyof typeof FIXED | 'BYTES';

export const DATATYPES = [...Object.keys(FIXED), 'BYTES'] as readonly Datatype[];

export const isDatatype = (value: unknown): value is Datatype => DATATYPES.includes(value as Datatype);

/** `undefined` for BYTES. */
export const fixedOf = (datatype: Datatype): FixedDatatype | undefined =>
  datatype === 'BYTES' ? undefined : FIXED[datatype];

/** The element type of a `Tensor` of this datatype. */
export const tensorType = (datatype: Datatype): string => fixedOf(datatype)?.type ?? 'string';

const BY_TYPE: ReadonlyMap<string, Datatype> = new Map(
  DATATYPES.map((datatype) => [tensorType(datatype), datatype]),
);

/** The datatype of a tensor's elements by their ONNX name; `undefined` for what the protocol has no word for. */
export const datatypeOf = (type: string): Datatype | undefined => BY_TYPE.get(type);

/**
 * Stores one element.
 *
 * @returns false when the value is none of this datatype, or would not be the same when read back
 */
export function store({ json }: FixedDatatype, data: NumericData, index: number, value: unknown): boolean {
  if (data instanceof BigInt64Array || data instanceof BigUint64Array) {
    const whole = toBigInt(value);
    if (whole === undefined) return false;
    data[index] = whole;
    return data[index] === whole;
  }
  const number = json === 'boolean' && typeof value === 'boolean' ? Number(value) : value;
  if (typeof number !== 'number' || json === 'none') return false;
  data[index] = number;
  if (json === 'boolean') return number === 0 || number === 1;
  return json === 'float' ? Number.isFinite(data[index]) || !Number.isFinite(number) : data[index] === number;
}

/** Clients that have no integers of 64 bits write them as texts. */
function toBigInt(value: unknown): bigint | undefined {
  if (typeof value === 'bigint') return value;
  if (typeof value === 'number') return Number.isSafeInteger(value) ? BigInt(value) : undefined;
  return typeof value === 'string' && /^-?\d{1,20}$/.test(value) ? BigInt(value) : undefined;
}
