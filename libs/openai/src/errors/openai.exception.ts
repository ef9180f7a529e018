import { HttpException } from '@nestjs/common';

/** An error as clients of OpenAI's API read it. */
export interface OpenAIErrorBody {
  readonly message: string;
  readonly type: string;
  /** The field of the request that is wrong. */
  readonly param: string | null;
  readonly code: string | null;
}

/** An error whose answer has OpenAI's shape already; the app's own guards and hooks may throw it, too. */
export class OpenAIException extends HttpException {
  constructor(
    status: number,
    readonly error: OpenAIErrorBody,
  ) {
    super({ error }, status);
    this.message = error.message;
  }
}

/** A request that no model has to look at to know that it is wrong. */
export function invalidRequest(
  param: string | null,
  message: string,
  code = 'invalid_value',
): OpenAIException {
  return new OpenAIException(400, { message, type: 'invalid_request_error', param, code });
}

export function modelNotFound(model: string, why = 'does not exist'): OpenAIException {
  const message = `The model '${model}' ${why}`;
  return new OpenAIException(404, {
    message,
    type: 'invalid_request_error',
    param: 'model',
    code: 'model_not_found',
  });
}
