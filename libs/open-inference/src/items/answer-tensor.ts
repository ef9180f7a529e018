import { Tensor } from '#core';
import { datatypeOf, fixedOf, store, type Datatype, type NumericData } from '../codec/datatypes.js';
import type { BytesElement, InferenceTensor } from '../codec/inference-tensor.js';

/** A value of a model in pieces: its elements in row-major order, and how they lie. */
interface Elements {
  readonly shape: readonly number[];
  readonly data: NumericData | readonly unknown[];
  /** What the value itself says it is made of. */
  readonly datatype: Datatype | undefined;
}

/**
 * What an endpoint gave as a tensor: tensors, typed arrays, texts, numbers, booleans, bigints, bytes, and lists of those.
 *
 * @param declared the datatype of the output, which the elements must fit; without one the value's own is taken
 * @throws TypeError when it cannot be that
 */
export function toTensor(value: unknown, declared: Datatype | undefined): InferenceTensor {
  const { shape, data, datatype: own } = elementsOf(value, declared);
  const datatype = declared ?? own ?? guess(data[0]);
  if (datatype === undefined)
    throw new TypeError(`${describe(value)} is no tensor; give the model an encode`);
  if (datatype === own && ArrayBuffer.isView(data)) return { datatype, shape, data };
  return { datatype, shape, data: convert(data, datatype) };
}

function elementsOf(value: unknown, declared: Datatype | undefined): Elements {
  if (value instanceof Tensor) {
    const { type, dims, data } = value;
    const datatype = datatypeOf(type);
    // Of half floats there are only the bits, which are no numbers to convert.
    const isBits = datatype && datatype !== declared && fixedOf(datatype)?.json === 'none';
    if (datatype && !(declared && isBits)) return { shape: dims, data, datatype };
    throw new TypeError(`a tensor of ${type} is no ${declared ?? 'tensor of the protocol'}`);
  }
  if (value instanceof Uint8Array && (declared === 'BYTES' || Buffer.isBuffer(value))) {
    return { shape: [], data: [value], datatype: 'BYTES' };
  }
  if (ArrayBuffer.isView(value) && !(value instanceof DataView)) {
    const data = value as NumericData;
    const kind = Object.prototype.toString.call(data).slice('[object '.length, -'Array]'.length);
    const own = datatypeOf(kind.replace('Big', '').toLowerCase());
    // Half floats are bits in such an array, and nothing to be converted.
    const isHalf = own === 'UINT16' && (declared === 'FP16' || declared === 'BF16');
    return { shape: [data.length], data, datatype: isHalf ? declared : own };
  }
  return Array.isArray(value) ? listed(value, declared) : { shape: [], data: [value], datatype: undefined };
}

/** Lists in lists, all of the same length on one level. */
function listed(list: readonly unknown[], declared: Datatype | undefined): Elements {
  if (list.length === 0 || !isList(list[0], declared)) {
    return { shape: [list.length], data: list, datatype: undefined };
  }
  const rows = list.map((row) => elementsOf(row, declared));
  const shape = rows[0]?.shape ?? [];
  if (rows.some((row) => row.shape.join() !== shape.join())) throw new TypeError('a list is ragged');
  return {
    shape: [rows.length, ...shape],
    data: rows.flatMap(({ data }) => Array.from(data as readonly unknown[])),
    datatype: rows[0]?.datatype,
  };
}

const isList = (value: unknown, declared: Datatype | undefined): boolean =>
  Array.isArray(value) ||
  value instanceof Tensor ||
  (ArrayBuffer.isView(value) && !Buffer.isBuffer(value) && declared !== 'BYTES');

/** Numbers of JavaScript are of 64 bits. */
function guess(element: unknown): Datatype | undefined {
  if (typeof element === 'string' || element instanceof Uint8Array) return 'BYTES';
  if (typeof element === 'number') return 'FP64';
  if (typeof element === 'boolean') return 'BOOL';
  return typeof element === 'bigint' ? 'INT64' : undefined;
}

function convert(elements: Elements['data'], datatype: Datatype): InferenceTensor['data'] {
  const fixed = fixedOf(datatype);
  const wrong = (element: unknown): TypeError => new TypeError(`${describe(element)} is no ${datatype}`);
  if (!fixed) return Array.from(elements as readonly unknown[], (one) => bytesOr(one, wrong));
  const data = new fixed.Data(elements.length);
  for (const [index, element] of elements.entries()) {
    if (!store(fixed, data, index, element)) throw wrong(element);
  }
  return data;
}

function bytesOr(element: unknown, wrong: (element: unknown) => Error): BytesElement {
  if (typeof element === 'string' || element instanceof Uint8Array) return element;
  throw wrong(element);
}

function describe(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  return `an instance of ${Object.prototype.toString.call(value).slice('[object '.length, -1)}`;
}
