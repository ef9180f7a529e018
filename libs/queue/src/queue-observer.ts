/** How an item has ended; `rejected` if it was never let in. */
export type ItemOutcome = 'completed' | 'failed' | 'cancelled' | 'expired' | 'rejected';

/** The end of one item. */
export interface Settlement<Payload> {
  readonly payload: Payload;
  readonly outcome: ItemOutcome;
  readonly error: Error | undefined;
  /** From the submit until a slot first had it, or until the end if none did; in ms. */
  readonly queuedMs: number;
  /** From the caller's arrival to the end, in ms. */
  readonly totalMs: number;
  readonly attempt: number;
}

/** Looks on. It changes nothing and must not throw. */
export interface QueueObserver<Payload> {
  /** Asked at the end of each item, before anything is put together. */
  readonly isObserved: boolean;
  settled(settlement: Settlement<Payload>): void;
}
