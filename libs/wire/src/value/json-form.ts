import { types } from 'node:util';
import { readTensor } from './read-tensor.js';
import type { PathKey } from './value-path.js';

/** What JSON.stringify would write instead of the value: what its `toJSON` returns, or the primitive in a box. */
export function jsonForm(value: object, key: PathKey): unknown {
  if (ArrayBuffer.isView(value) || types.isArrayBuffer(value) || types.isDate(value)) return value;
  if (hasToJson(value)) {
    if (types.isMap(value) || types.isSet(value) || readTensor(value)) return value;
    return value.toJSON(String(key ?? ''));
  }
  return types.isBoxedPrimitive(value) ? value.valueOf() : value;
}

export function hasToJson(value: object): value is { toJSON(key: string): unknown } {
  return 'toJSON' in value && typeof value.toJSON === 'function';
}
