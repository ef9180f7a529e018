import { HttpException } from '@nestjs/common';
import { STATUS_CODES } from 'node:http';
import { LitServeException } from '#core';
import { OpenAIException, type OpenAIErrorBody } from './openai.exception.js';

export interface DescribedError {
  readonly status: number;
  readonly error: OpenAIErrorBody;
  /** What the client is told beside: when to come again, or that it should not. */
  readonly headers: Readonly<Record<string, string>>;
}

/** Any error as clients of OpenAI's API read it. Of what is no HttpException they learn nothing. */
export function describeError(error: unknown): DescribedError {
  if (!(error instanceof HttpException)) return describeError(new LitServeException('internal_error'));
  const status = error.getStatus();
  const headers = retryHeaders(error, status);
  if (error instanceof OpenAIException) return { status, error: error.error, headers };
  const own = error instanceof LitServeException ? error.code : undefined;
  const body = { message: messageOf(error, status), type: typeOf(status), param: null };
  return { status, error: { ...body, code: CODES[status] ?? own ?? null }, headers };
}

/** Codes that clients know and act upon; ours are told where there is none. */
const CODES: Readonly<Record<number, string>> = {
  401: 'invalid_api_key',
  403: 'permission_denied',
  429: 'rate_limit_exceeded',
};

function typeOf(status: number): string {
  if (status === 401) return 'authentication_error';
  if (status === 403) return 'permission_error';
  if (status === 429) return 'rate_limit_error';
  return status >= 500 ? 'server_error' : 'invalid_request_error';
}

function messageOf(error: HttpException, status: number): string {
  const body = error.getResponse();
  const given = typeof body === 'string' ? body : (body as { message?: unknown }).message;
  return [given ?? STATUS_CODES[status] ?? 'Error'].flat().map(String).join('; ');
}

/**
 * Clients try again after any 5xx unless they are told not to. A request that failed by itself, or had its time, would
 * only do so again.
 */
function retryHeaders(error: HttpException, status: number): Record<string, string> {
  const seconds = error instanceof LitServeException ? error.retryAfterSeconds : undefined;
  if (seconds !== undefined) return { 'retry-after': String(Math.max(1, Math.ceil(seconds))) };
  const given = error as HttpException & { headers?: Readonly<Record<string, string>> };
  const retryAfter = given.headers?.['retry-after'] ?? given.headers?.['Retry-After'];
  if (retryAfter !== undefined) return { 'retry-after': retryAfter };
  return status >= 500 ? { 'x-should-retry': 'false' } : {};
}
