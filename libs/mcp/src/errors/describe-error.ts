import { HttpException } from '@nestjs/common';
import { STATUS_CODES } from 'node:http';
import { LitServeException } from '#core';

export interface DescribedError {
  readonly statusCode: number;
  readonly message: string;
  /** Ours; `undefined` for errors of the app. */
  readonly code?: string;
  /** When the same may succeed. */
  readonly retryAfterSeconds?: number;
}

/** What a client may know of any error. Of what is no HttpException it learns nothing. */
export function describeError(error: unknown): DescribedError {
  if (!(error instanceof HttpException)) return describeError(new LitServeException('internal_error'));
  const statusCode = error.getStatus();
  const body = error.getResponse();
  const given = typeof body === 'string' ? body : (body as { message?: unknown }).message;
  const message = [given ?? STATUS_CODES[statusCode] ?? 'Error'].flat().map(String).join('; ');
  if (!(error instanceof LitServeException)) return { statusCode, message };
  const { code, retryAfterSeconds } = error;
  return { statusCode, message, code, ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }) };
}

/** The code of JSON-RPC for what is refused before a tool has run. */
export function rpcCodeOf({ statusCode, code }: Pick<DescribedError, 'statusCode' | 'code'>): number {
  if (code === 'invalid_json') return -32700;
  return statusCode >= 500 ? -32603 : -32600;
}

/** What of an error clients are not told. */
export function hiddenCause(error: unknown): unknown {
  const hidden = error instanceof HttpException ? error.cause : error;
  return hidden instanceof Error ? (hidden.stack ?? hidden.message) : hidden;
}
