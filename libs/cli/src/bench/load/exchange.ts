/** How one request went; instants in milliseconds of the clock of the bench. */
export interface Exchange {
  /** When it was sent, or, in an open loop, should have been. */
  readonly dueAt: number;
  /** When it was really sent. */
  readonly sentAt: number;
  /** When the first event of a stream was complete, or the head of any other answer was here; `endAt` without one. */
  readonly firstAt: number;
  readonly endAt: number;
  /** `undefined` when it was answered well; else what went wrong, by which errors are counted: `429 queue_full`. */
  readonly error?: string;
  /** Of a stream; 0 for any other answer. */
  readonly events: number;
  /** Milliseconds between the events of a stream. */
  readonly gapsMs: readonly number[];
  /** The header of a refusal, as it came. */
  readonly retryAfter?: string;
  /** Of an error, its beginning. */
  readonly body?: string;
}

/** Sends one request and tells how it went; it never rejects. */
export type Send = (dueAt: number) => Promise<Exchange>;
