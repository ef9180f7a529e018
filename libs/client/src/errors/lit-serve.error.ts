import type { ErrorCode } from '#common';

/** The codes of the server, and whatever else a server or a proxy says. */
export type LitServeErrorCode = ErrorCode | 'connection_failed' | 'connection_lost' | (string & {});

export interface LitServeErrorDetails {
  readonly code: LitServeErrorCode;
  /** Of the answer, or of the error in a stream; 0 where there was no answer. */
  readonly status: number;
  readonly requestId?: string | undefined;
  /** What `Retry-After` asks for, in ms. */
  readonly retryAfterMs?: number | undefined;
  /** What came, parsed if it was JSON. */
  readonly body?: unknown;
  readonly cause?: unknown;
}

/**
 * What a call throws, unless it was aborted by its `signal`: then it throws the signal's reason.
 *
 * @example catch (error) { if (error instanceof LitServeError && error.code === 'queue_full') … }
 */
export class LitServeError extends Error {
  override readonly name: string = 'LitServeError';
  /** Stable; see the reference of errors. */
  readonly code: LitServeErrorCode;
  readonly status: number;
  /** To find the request in the server's log. */
  readonly requestId: string | undefined;
  readonly retryAfterMs: number | undefined;
  readonly body: unknown;

  constructor(message: string, details: LitServeErrorDetails) {
    super(message, details.cause === undefined ? {} : { cause: details.cause });
    this.code = details.code;
    this.status = details.status;
    this.requestId = details.requestId;
    this.retryAfterMs = details.retryAfterMs;
    this.body = details.body;
  }
}

/** The request is wrong or not allowed (4xx but 429): sending it again does not help. */
export class RequestError extends LitServeError {
  override readonly name: string = 'RequestError';
}

/** Too much to do (429): later it may work. */
export class OverloadedError extends LitServeError {
  override readonly name: string = 'OverloadedError';
}

/** The server failed (5xx). */
export class ServerError extends LitServeError {
  override readonly name: string = 'ServerError';
}

/** Nothing there to answer (503): not ready, down, draining, or the worker crashed. */
export class UnavailableError extends ServerError {
  override readonly name: string = 'UnavailableError';
}

/** Not in time (504), by the server's word or by the client's own clock. */
export class DeadlineError extends ServerError {
  override readonly name: string = 'DeadlineError';
}

/** No answer (`connection_failed`), or one that broke off (`connection_lost`): it may have run. */
export class ConnectionError extends LitServeError {
  override readonly name: string = 'ConnectionError';

  constructor(code: 'connection_failed' | 'connection_lost', cause?: unknown, requestId?: string) {
    const what =
      code === 'connection_lost' ? 'The answer broke off before its end' : 'The server cannot be reached';
    const why = cause instanceof Error ? `: ${cause.message}` : '';
    super(what + why, { code, status: 0, cause, requestId });
  }
}
