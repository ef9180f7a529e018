/** What an endpoint has done since the app started, and what it has in hand now. */
export interface EndpointStats {
  /** Accepted requests and calls, by what became of them; those in `retried` were run more than once. */
  readonly submitted: number;
  readonly completed: number;
  readonly failed: number;
  readonly cancelled: number;
  readonly expired: number;
  readonly rejected: number;
  readonly retried: number;
  /** Items in the queue now. */
  readonly waiting: number;
  /** Items in the hands of workers now, those whose caller has gone included. */
  readonly running: number;
  /** How many batches of each size were run. */
  readonly batches: Readonly<Record<string, number>>;
}
