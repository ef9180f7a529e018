/**
 * Every failure a client or an operator can see, in one table. A code is never renamed and never reused;
 * `docs/reference/errors.md` lists the same codes, which a spec checks.
 */
export interface ErrorRule {
  /** HTTP status of the answer. */
  readonly status: number;
  /** What a client reads; `{name}` is filled from the details. Never a path, pid or internal name. */
  readonly message: string;
  /** Whether the same request may succeed later; such answers carry `Retry-After`. */
  readonly retryable: boolean;
}

export const ERRORS = {
  invalid_json: { status: 400, message: 'The body is not valid JSON: {reason}', retryable: false },
  invalid_body: { status: 400, message: 'The body could not be read: {reason}', retryable: false },
  invalid_timeout: {
    status: 400,
    message: 'x-litserve-timeout-ms must be a whole number of milliseconds above 0, got "{value}"',
    retryable: false,
  },
  invalid_priority: {
    status: 400,
    message: 'x-litserve-priority must be high, normal or low, got "{value}"',
    retryable: false,
  },
  session_lost: {
    status: 409,
    message: 'What kept this session has gone, and the session with it; start a new one',
    retryable: false,
  },
  invalid_input: { status: 400, message: 'The input {reason}', retryable: false },
  payload_too_large: {
    status: 413,
    message: 'The body is larger than the {maxBytes} bytes this endpoint accepts',
    retryable: false,
  },
  unsupported_media_type: { status: 415, message: 'Unsupported {what}', retryable: false },
  queue_full: { status: 429, message: 'Too many requests are waiting; try again later', retryable: true },
  too_many_sessions: { status: 429, message: 'Too many sessions are open; try again later', retryable: true },
  deadline_unreachable: {
    status: 429,
    message: 'Too much is waiting for an answer within {timeoutMs} ms; try again later',
    retryable: true,
  },
  buffer_full: {
    status: 429,
    message: 'Too many bytes of other requests are in hand; try again later',
    retryable: true,
  },
  not_ready: { status: 503, message: 'The endpoint is not ready yet', retryable: true },
  endpoint_down: { status: 503, message: 'The endpoint has no worker that can answer', retryable: true },
  draining: { status: 503, message: 'The server is shutting down', retryable: true },
  worker_crashed: {
    status: 503,
    message: 'The worker process died while it worked on this request',
    retryable: true,
  },
  stream_idle: { status: 504, message: 'The stream was idle for {idleMs} ms', retryable: false },
  slow_client: { status: 503, message: 'The client did not keep up with the stream', retryable: false },
  deadline_exceeded: { status: 504, message: 'No answer within {timeoutMs} ms', retryable: false },
  uncrossable_value: {
    status: 500,
    message: 'A value cannot cross between the processes',
    retryable: false,
  },
  endpoint_cycle: { status: 508, message: 'Endpoint {endpoint} calls itself: {chain}', retryable: false },
  wrong_batch_result: { status: 500, message: 'Internal server error', retryable: false },
  internal_error: { status: 500, message: 'Internal server error', retryable: false },
} as const satisfies Record<string, ErrorRule>;

export type ErrorCode = keyof typeof ERRORS;
