/** What `predict` of a class gets first: an input, or the batch. */
export type PredictInput<Api> = Api extends { predict(input: infer Input, ...rest: never[]): unknown }
  ? Input
  : unknown;

/** A call of `predict`, as the endpoint's queue has formed it. */
export interface FormedBatch<Api = unknown> {
  /** How many requests are in it. */
  readonly size: number;
  /** What `predict` got, itself. */
  readonly input: PredictInput<Api>;
  /** When `predict` was called, in ms of the test's clock. */
  readonly startedAtMs: number;
  /** How often its first request had been run before: 0, or more after a failure or a crash. */
  readonly attempt: number;
}
