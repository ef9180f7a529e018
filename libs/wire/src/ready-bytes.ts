import { types } from 'node:util';
import { toJson } from './json-answer.js';

/** Of everything that is answered as JSON and has no type of its own. */
export const JSON_TYPE = 'application/json; charset=utf-8';

export interface ReadyBytes {
  readonly bytes: Uint8Array;
  readonly contentType: string;
}

/**
 * Any answer as bytes for a socket: octets for a Uint8Array, else JSON. The one place where that is decided, for the
 * worker that makes answers ready and for the HTTP process where interceptors have looked at them.
 *
 * @param contentType what the answer says it is; a text that says it is not JSON goes out as it is
 */
export function readyBytes(value: unknown, contentType?: string): ReadyBytes {
  if (types.isUint8Array(value))
    return { bytes: value, contentType: contentType ?? 'application/octet-stream' };
  if (typeof value === 'string' && contentType !== undefined && !/\bjson\b/i.test(contentType)) {
    return { bytes: Buffer.from(value), contentType };
  }
  return { bytes: Buffer.from(toJson(value)), contentType: contentType ?? JSON_TYPE };
}
