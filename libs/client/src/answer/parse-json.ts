import { ServerError } from '../errors/lit-serve.error.js';

/** @throws ServerError `invalid_answer` for what is no JSON, though its content type says so */
export function parseJson(text: string, status: number, requestId: string | undefined): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw new ServerError('The answer is not valid JSON', {
      code: 'invalid_answer',
      status,
      requestId,
      cause,
    });
  }
}
