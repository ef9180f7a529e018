import { types } from 'node:util';
import { encodeAnswer, toJson, type AnswerForm, type Outcome } from '#wire';

const JSON_TYPE = 'application/json; charset=utf-8';
const BYTES_TYPE = 'application/octet-stream';

/**
 * What `encodeResponse` returned, made ready to leave the worker: as bytes for the socket, so that the HTTP process
 * never stringifies a large answer, or as a value where interceptors are going to look at it.
 *
 * @param declared the declared type of the answer: an instance of it gets its prototype back, as interceptors expect
 * @throws UncrossableValueError for cycles and what is nested too deep
 */
export function answer(
  lease: number,
  form: AnswerForm,
  response: unknown,
  declared: Function | undefined,
): Outcome {
  if (form === 'value') return { kind: 'value', lease, value: encodeAnswer(response, declared) };
  if (types.isUint8Array(response)) {
    return { kind: 'bytes', lease, bytes: response, contentType: BYTES_TYPE };
  }
  return { kind: 'bytes', lease, bytes: Buffer.from(toJson(response)), contentType: JSON_TYPE };
}
