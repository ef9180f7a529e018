import type { Device } from './device.js';

/** One request, as the hooks in the worker see it; the last parameter of each of them. */
export abstract class LitContext {
  /** The `x-request-id` of the answer. */
  abstract readonly requestId: string;
  /** Aborts when the client has gone, the deadline has passed or the server shuts down. */
  abstract readonly signal: AbortSignal;
  /** When the answer is due, in `performance.now()` of the worker; `Infinity` without a deadline. */
  abstract readonly deadline: number;
  abstract readonly device: Device;
  abstract readonly headers: Readonly<Record<string, string | readonly string[]>>;
  abstract readonly query: Readonly<Record<string, unknown>>;
  abstract readonly params: Readonly<Record<string, string>>;
  abstract readonly priority: 'high' | 'normal' | 'low';
  /** 0 at first; higher when the item runs again because a worker died or a batch failed. */
  abstract readonly attempt: number;
  /** A bag of the request's own, shared by its hooks. */
  abstract readonly state: Record<string, unknown>;
  /** Logs a value under a key, with the request id. */
  abstract log(key: string, value: unknown): void;
}
