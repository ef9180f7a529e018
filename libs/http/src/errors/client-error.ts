import { HttpException } from '@nestjs/common';
import { STATUS_CODES } from 'node:http';
import { LitServeException } from '#common';

/** An error as the client of a stream reads it, once headers and status are gone. */
export interface ClientError {
  readonly statusCode: number;
  readonly code: string;
  readonly message: string;
  readonly requestId: string;
}

/** Says of an HttpException what its answer would have said, and of anything else nothing. */
export function clientError(error: unknown, requestId: string): ClientError {
  if (!(error instanceof HttpException))
    return clientError(new LitServeException('internal_error'), requestId);
  const statusCode = error.getStatus();
  const body = error.getResponse();
  const given: { message?: unknown; code?: unknown } = typeof body === 'string' ? { message: body } : body;
  const code = typeof given.code === 'string' ? given.code : snakeCase(STATUS_CODES[statusCode] ?? 'error');
  const message = [given.message ?? STATUS_CODES[statusCode] ?? 'Error'].flat().map(String).join('; ');
  return { statusCode, code, message, requestId };
}

function snakeCase(text: string): string {
  return text.toLowerCase().replace(/[^a-z0-9]+/g, '_');
}
