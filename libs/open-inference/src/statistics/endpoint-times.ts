import type { BatchEvent, RequestEvent } from '#core';

/** How often something happened, and how long it took together. */
export interface Duration {
  readonly count: number;
  readonly ns: number;
}

const NONE: Duration = { count: 0, ns: 0 };

const added = ({ count, ns }: Duration, times: number, ms: number): Duration => ({
  count: count + times,
  ns: ns + times * Math.round(ms * 1e6),
});

/** What an endpoint has done since the app started, by any route, and how long it took. */
export class EndpointTimes {
  #success = NONE;
  #fail = NONE;
  #queue = NONE;
  #infer = NONE;
  /** Of batches, by their size. */
  readonly #batches = new Map<number, Duration>();
  /** Unix ms; 0 before the first one. */
  #lastAt = 0;

  addRequest({ outcome, totalMs, queuedMs }: RequestEvent): void {
    if (outcome !== 'completed') {
      this.#fail = added(this.#fail, 1, totalMs);
      return;
    }
    this.#success = added(this.#success, 1, totalMs);
    this.#queue = added(this.#queue, 1, queuedMs);
  }

  /** @param now Unix ms */
  addBatch({ size, runMs, outcome }: BatchEvent, now: number): void {
    // The others are run again.
    if (outcome !== 'completed' && outcome !== 'failed') return;
    this.#infer = added(this.#infer, size, runMs);
    this.#batches.set(size, added(this.#batches.get(size) ?? NONE, 1, runMs));
    this.#lastAt = now;
  }

  /** In the protocol's words. What is not measured here has a count of 0. */
  report(): object {
    const sizes = [...this.#batches].toSorted(([a], [b]) => a - b);
    return {
      last_inference: this.#lastAt,
      inference_count: this.#success.count,
      execution_count: sizes.reduce((total, [, { count }]) => total + count, 0),
      inference_stats: {
        success: this.#success,
        fail: this.#fail,
        queue: this.#queue,
        compute_input: NONE,
        compute_infer: this.#infer,
        compute_output: NONE,
        cache_hit: NONE,
        cache_miss: NONE,
      },
      response_stats: {},
      batch_stats: sizes.map(([size, infer]) => ({
        batch_size: size,
        compute_input: NONE,
        compute_infer: infer,
        compute_output: NONE,
      })),
      memory_usage: [],
    };
  }
}
