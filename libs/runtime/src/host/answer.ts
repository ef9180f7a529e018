import { LitResponse } from '#endpoint';
import { encodeAnswer, readyBytes, type AnswerForm, type Outcome } from '#wire';

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
  const head = response instanceof LitResponse ? response : undefined;
  const body = head ? head.body : response;
  const { status, headers } = head ?? NO_HEAD;
  if (form === 'value') return { kind: 'value', lease, value: encodeAnswer(body, declared), status, headers };
  const { bytes, contentType } = readyBytes(body, headers?.['content-type']);
  return { kind: 'bytes', lease, bytes, contentType, status, headers };
}

const NO_HEAD: Pick<LitResponse, 'status' | 'headers'> = { status: undefined, headers: undefined };
