import { types } from 'node:util';
import { encodeValue, toJson, type AnswerForm, type Outcome } from '#wire';

const JSON_TYPE = 'application/json; charset=utf-8';
const BYTES_TYPE = 'application/octet-stream';

/**
 * What `encodeResponse` returned, made ready to leave the worker: as bytes for the socket, so that the HTTP process
 * never stringifies a large answer, or as a value where interceptors are going to look at it.
 *
 * @throws when the value cannot cross, with the path of the part that cannot
 */
export function answer(lease: number, form: AnswerForm, response: unknown): Outcome {
  if (form === 'value') return { kind: 'value', lease, value: encodeValue(response) };
  if (types.isUint8Array(response)) {
    return { kind: 'bytes', lease, bytes: response, contentType: BYTES_TYPE };
  }
  return { kind: 'bytes', lease, bytes: Buffer.from(toJson(response)), contentType: JSON_TYPE };
}
