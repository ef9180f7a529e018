import { HttpException } from '@nestjs/common';
import { STATUS_CODES } from 'node:http';
import { LitServeException } from '#core';

export interface DescribedError {
  readonly status: number;
  readonly error: string;
  /** Seconds, when it can help to come again. */
  readonly retryAfter: string | undefined;
}

/** Any error as clients of the protocol read it. Of what is no HttpException they learn nothing. */
export function describeError(error: unknown): DescribedError {
  if (!(error instanceof HttpException)) return describeError(new LitServeException('internal_error'));
  const status = error.getStatus();
  const body = error.getResponse();
  const given = typeof body === 'string' ? body : (body as { message?: unknown }).message;
  const message = [given ?? STATUS_CODES[status] ?? 'Error'].flat().map(String).join('; ');
  return { status, error: message, retryAfter: retryAfterOf(error) };
}

function retryAfterOf(error: HttpException): string | undefined {
  if (error instanceof LitServeException && error.retryAfterSeconds !== undefined) {
    return String(Math.max(1, Math.ceil(error.retryAfterSeconds)));
  }
  const { headers } = error as HttpException & { headers?: Readonly<Record<string, string>> };
  return headers?.['retry-after'] ?? headers?.['Retry-After'];
}
