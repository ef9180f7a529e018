import { HttpException } from '@nestjs/common';
import { STATUS_CODES } from 'node:http';
import { ERRORS, type ErrorCode } from './error-codes.js';

export interface LitServeExceptionOptions {
  /** Fills the `{placeholders}` of the message. */
  readonly details?: Readonly<Record<string, string | number>>;
  /** Why, for the log; never sent to a client. */
  readonly cause?: unknown;
  /** Seconds a client should wait; becomes `Retry-After`. @default 1 for retryable codes */
  readonly retryAfterSeconds?: number;
}

/**
 * What this library throws at a caller: an ordinary `HttpException` (so the app's own filters see it), with a
 * stable `code` from the table of errors.
 *
 * @example
 * catch (error) { if (error instanceof LitServeException && error.code === 'queue_full') … }
 */
export class LitServeException extends HttpException {
  readonly code: ErrorCode;
  readonly retryAfterSeconds: number | undefined;

  constructor(code: ErrorCode, options: LitServeExceptionOptions = {}) {
    const rule = ERRORS[code];
    const message = fill(rule.message, options.details ?? {});
    const body = { statusCode: rule.status, error: STATUS_CODES[rule.status], message, code };
    super(body, rule.status, options.cause === undefined ? {} : { cause: options.cause });
    this.message = message;
    this.code = code;
    this.retryAfterSeconds = options.retryAfterSeconds ?? (rule.retryable ? 1 : undefined);
  }
}

function fill(template: string, details: Readonly<Record<string, string | number>>): string {
  return template.replace(/\{(\w+)\}/g, (_, name: string) => String(details[name] ?? name));
}
