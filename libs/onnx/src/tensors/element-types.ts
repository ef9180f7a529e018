import type { Tensor as OnnxTensor } from 'onnxruntime-node';
import type { TensorData } from '#common';
import { halfOfNumber } from './float16.js';

export type NumericData = Exclude<TensorData, readonly string[]>;

/** The memory of a tensor under construction. */
export interface Elements {
  readonly data: TensorData;
  /** Stores one element; false when the value is none of this type, or would not be the same when read back. */
  set(index: number, value: unknown): boolean;
  /** Stores a typed array of the very same kind in one copy; false for any other. */
  setAll(index: number, values: object): boolean;
}

/** How JavaScript holds one ONNX element type. */
export interface ElementType {
  /** What `set` takes, for errors. */
  readonly takes: string;
  allocate(length: number): Elements;
  /** Whether elements of this type are held in such an array. */
  holds(data: unknown): boolean;
  /** A part of `data` without a copy, made of this module's own array classes even when `data` is of another realm. */
  view(data: TensorData, start: number, end: number): TensorData;
}

type NumberArray =
  Float32Array | Float64Array | Int8Array | Uint8Array | Int16Array | Uint16Array | Int32Array | Uint32Array;
interface ArrayOf<T> {
  new (length: number): T;
  new (buffer: ArrayBufferLike, byteOffset: number, length: number): T;
  readonly BYTES_PER_ELEMENT: number;
}

const viewWith =
  (Data: ArrayOf<NumericData>) =>
  (data: TensorData, start: number, end: number): TensorData =>
    ArrayBuffer.isView(data)
      ? new Data(data.buffer, data.byteOffset + start * Data.BYTES_PER_ELEMENT, end - start)
      : data.slice(start, end);

/** @param trustsArrays whether every array of the class `Data` is right by its kind, so that `fits` need not look */
function numbers(
  Data: ArrayOf<NumberArray>,
  takes: string,
  fits: (value: number, stored: number | undefined) => boolean,
  trustsArrays = true,
): ElementType {
  const allocate = (length: number): Elements => {
    const data = new Data(length);
    return {
      data,
      set(index, value) {
        const number = typeof value === 'boolean' ? Number(value) : value;
        if (typeof number !== 'number') return false;
        data[index] = number;
        return fits(number, data[index]);
      },
      setAll(index, values) {
        if (!trustsArrays || !(values instanceof Data)) return false;
        data.set(values, index);
        return true;
      },
    };
  };
  return { takes, allocate, holds: (data) => data instanceof Data, view: viewWith(Data) };
}

const floats = (Data: ArrayOf<NumberArray>): ElementType => numbers(Data, 'numbers', () => true);
/** What wraps around or loses its fraction reads back as another number. */
const integers = (Data: ArrayOf<NumberArray>, bits: string): ElementType =>
  numbers(Data, `whole numbers of ${bits}`, (value, stored) => value === stored);

function bigints(Data: ArrayOf<BigInt64Array | BigUint64Array>, takes: string): ElementType {
  const allocate = (length: number): Elements => {
    const data = new Data(length);
    return {
      data,
      set(index, value) {
        const whole = typeof value === 'number' && Number.isSafeInteger(value) ? BigInt(value) : value;
        if (typeof whole !== 'bigint') return false;
        data[index] = whole;
        return data[index] === whole;
      },
      setAll(index, values) {
        if (!(values instanceof Data)) return false;
        data.set(values, index);
        return true;
      },
    };
  };
  return { takes, allocate, holds: (data) => data instanceof Data, view: viewWith(Data) };
}

/** Held as bits in a Uint16Array; an array of that kind is taken for bits already. */
const halfFloats: ElementType = {
  takes: 'numbers, or half floats as the bits in a Uint16Array',
  allocate(length) {
    const data = new Uint16Array(length);
    return {
      data,
      set(index, value) {
        const number = typeof value === 'boolean' ? Number(value) : value;
        if (typeof number !== 'number') return false;
        data[index] = halfOfNumber(number);
        return true;
      },
      setAll(index, values) {
        if (!(values instanceof Uint16Array)) return false;
        data.set(values, index);
        return true;
      },
    };
  },
  // onnxruntime's own are in a Float16Array where there is one.
  holds: (data) =>
    data instanceof Uint16Array || Object.prototype.toString.call(data) === '[object Float16Array]',
  view: viewWith(Uint16Array),
};

const strings: ElementType = {
  takes: 'strings',
  allocate(length) {
    const data = Array.from({ length }, () => '');
    return {
      data,
      set(index, value) {
        if (typeof value !== 'string') return false;
        data[index] = value;
        return true;
      },
      setAll: () => false,
    };
  },
  holds: (data) => Array.isArray(data) && data.every((element) => typeof element === 'string'),
  view: (data, start, end) => (ArrayBuffer.isView(data) ? data.subarray(start, end) : data.slice(start, end)),
};

/** By ONNX name. */
export const ELEMENT_TYPES: Readonly<Record<string, ElementType>> = {
  float32: floats(Float32Array),
  float64: floats(Float64Array),
  float16: halfFloats,
  int8: integers(Int8Array, '8 bits'),
  uint8: integers(Uint8Array, '8 bits, 0 and up'),
  int16: integers(Int16Array, '16 bits'),
  uint16: integers(Uint16Array, '16 bits, 0 and up'),
  int32: integers(Int32Array, '32 bits'),
  uint32: integers(Uint32Array, '32 bits, 0 and up'),
  int64: bigints(BigInt64Array, 'safe whole numbers or bigints of 64 bits'),
  uint64: bigints(BigUint64Array, 'safe whole numbers or bigints of 64 bits, 0 and up'),
  bool: numbers(Uint8Array, 'booleans, or 0 and 1', (value) => value === 0 || value === 1, false),
  string: strings,
};

/** Whether tensors of this type can be made here. */
export const isElementType = (type: string): type is OnnxTensor.Type => Object.hasOwn(ELEMENT_TYPES, type);
