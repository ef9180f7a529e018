import { LitServeError } from '../errors/lit-serve.error.js';

export interface RetryPolicy {
  readonly retries: number;
  readonly maxRetryAfterMs: number;
}

const ASSUMED_MS = 1000;
const LEAST_MS = 100;
/** Codes of requests that were not turned away: the server has tried again itself, or the client was at fault. */
const RAN: ReadonlySet<string> = new Set(['worker_crashed', 'slow_client']);

/**
 * How long to wait before a failed request is sent again, in ms: what the server asks for, up to half as much again so
 * that those it has refused at once do not come back at once. `undefined` when it is not sent again.
 *
 * @param attempt how often it has been sent
 * @param leftMs of the deadline
 */
export function retryDelay(
  error: unknown,
  attempt: number,
  { retries, maxRetryAfterMs }: RetryPolicy,
  leftMs: number | undefined,
  random: number,
): number | undefined {
  if (attempt > retries || !(error instanceof LitServeError)) return undefined;
  const { status, code, retryAfterMs = ASSUMED_MS } = error;
  if ((status !== 429 && status !== 503) || RAN.has(code)) return undefined;
  if (retryAfterMs > maxRetryAfterMs) return undefined;
  const delay = Math.max(LEAST_MS, retryAfterMs) * (1 + random / 2);
  return leftMs !== undefined && delay >= leftMs ? undefined : delay;
}
