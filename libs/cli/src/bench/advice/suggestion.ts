/** What to change, or to leave, and why. */
export interface Suggestion {
  readonly setting: 'maxBatchSize' | 'batchTimeoutMs' | 'workersPerDevice';
  readonly current: number | undefined;
  /** The same as `current` when it is well as it is; `undefined` when it cannot be known. */
  readonly suggested: number | undefined;
  readonly because: string;
}
