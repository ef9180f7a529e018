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
  const { body, status, headers } = response instanceof LitResponse ? response : bare(response);
  if (form === 'value') return { kind: 'value', lease, value: encodeAnswer(body, declared), status, headers };
  return { kind: 'bytes', lease, ...readyBytes(body, headers?.['content-type']), status, headers };
}

const bare = (body: unknown): Pick<LitResponse, 'body' | 'status' | 'headers'> => ({
  body,
  status: undefined,
  headers: undefined,
});
