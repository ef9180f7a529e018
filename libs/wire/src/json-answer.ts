import { types } from 'node:util';
import { tensorJson, viewJson } from './json-elements.js';
import { readTensor } from './value/read-tensor.js';
import { hasToJson } from './value/json-form.js';
import { MAX_DEPTH } from './value/tags.js';
import { UncrossableValueError } from './value/uncrossable-value.error.js';

/**
 * JSON for a client: as JSON.stringify writes it (`toJSON` honoured), but typed arrays, ArrayBuffers and Sets are arrays,
 * a bigint is an integer literal, a Tensor nested arrays by its dims, a Map with text keys an object (any other an array of
 * pairs). NaN and infinities are `null`, and so is a value that JSON would leave out altogether.
 *
 * @throws UncrossableValueError for cycles and what is nested deeper than 500 levels
 */
export function toJson(value: unknown): string {
  return (isNative(value, 0) ? JSON.stringify(value) : write(value, '', 0)) ?? 'null';
}

/** Whether JSON.stringify alone would write what is wanted: nearly always, and it is faster than anything written here. */
function isNative(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return typeof value !== 'bigint';
  if (depth >= MAX_DEPTH) return false;
  if (Array.isArray(value) && !hasToJson(value))
    return value.every((element) => isNative(element, depth + 1));
  // A literal is none of the special kinds, and asking for each of them costs more than the rest.
  if (!isLiteral(value)) {
    if (types.isDate(value)) return true;
    if (isSpecial(value)) return false;
  }
  if (hasToJson(value)) return false;
  for (const key in value) if (!isNative((value as Fields)[key], depth + 1)) return false;
  return true;
}

type Fields = Readonly<Record<string, unknown>>;

const isSpecial = (value: object): boolean =>
  ArrayBuffer.isView(value) ||
  types.isMap(value) ||
  types.isSet(value) ||
  types.isArrayBuffer(value) ||
  readTensor(value) !== undefined;

function isLiteral(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** @returns `undefined` for what JSON leaves out */
function write(value: unknown, key: string, depth: number): string | undefined {
  if (typeof value === 'bigint') return value.toString();
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (depth >= MAX_DEPTH)
    throw new UncrossableValueError('answer', `cyclic, or nested deeper than ${MAX_DEPTH} levels`);
  if (ArrayBuffer.isView(value)) return viewJson(value);
  if (types.isArrayBuffer(value)) return viewJson(new Uint8Array(value));
  if (types.isSet(value)) return writeArray([...value], depth);
  if (types.isMap(value)) return writeMap(value, depth);
  const tensor = isLiteral(value) ? undefined : readTensor(value);
  if (tensor && 'problem' in tensor) throw new UncrossableValueError('answer', tensor.problem);
  if (tensor) return tensorJson(tensor);
  if (hasToJson(value)) return write(value.toJSON(key), key, depth + 1);
  if (Array.isArray(value)) return writeArray(value, depth);
  return types.isBoxedPrimitive(value) ? JSON.stringify(value) : writeEntries(Object.entries(value), depth);
}

function writeArray(elements: readonly unknown[], depth: number): string {
  if (elements.every((element) => typeof element === 'number')) return JSON.stringify(elements);
  return `[${Array.from(elements, (element, i) => write(element, String(i), depth + 1) ?? 'null').join(',')}]`;
}

function writeMap(map: ReadonlyMap<unknown, unknown>, depth: number): string {
  const entries = [...map];
  const isObject = entries.every((entry): entry is [string, unknown] => typeof entry[0] === 'string');
  return isObject ? writeEntries(entries, depth) : writeArray(entries, depth);
}

function writeEntries(entries: readonly (readonly [string, unknown])[], depth: number): string {
  const fields: string[] = [];
  for (const [key, field] of entries) {
    const json = write(field, key, depth + 1);
    if (json !== undefined) fields.push(`${JSON.stringify(key)}:${json}`);
  }
  return `{${fields.join(',')}}`;
}
