import type { ErrorData } from '#wire';

/** One item that had failed by itself before its batch did. */
export interface ItemFailure {
  readonly kind: 'error';
  readonly lease: number;
  readonly error: ErrorData;
}

/** `batch`, `predict` or `unbatch` threw for several items at once. Those that had already failed keep their own error. */
export class BatchFailure extends Error {
  constructor(
    readonly thrown: unknown,
    readonly failures: readonly ItemFailure[],
  ) {
    super('A batch failed as a whole', { cause: thrown });
  }
}
