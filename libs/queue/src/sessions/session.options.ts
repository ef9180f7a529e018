export interface SessionOptions<Payload> {
  /** The key of the session an item belongs to; `''` for an item of none. */
  keyOf(payload: Payload): string;
  /** A session that has had no item for so long has ended, in ms. */
  readonly idleMs: number;
  /** An item that would open one more is refused with `too_many_sessions`. */
  readonly max: number;
}
