import type { Lane } from '../lane.js';
import { Revocation } from '../revocation.js';
import type { Batch, Pull } from '../work-queue.js';

/** One demand in several lanes. The first lane that has a batch answers it, and it leaves the others. */
export class SharedAsk<Payload, Result> {
  readonly #places = new Map<Lane<Payload, Result>, Revocation>();
  #isOver = false;

  /** @param answer called once; `undefined` when the demand has been taken back */
  constructor(
    private readonly demand: Pull,
    private readonly answer: (batch: Batch<Payload, Result> | undefined) => void,
  ) {
    demand.signal.addEventListener('abort', this.end);
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** Asks in one more lane, unless it has been answered. */
  join(lane: Lane<Payload, Result>): void {
    if (this.#isOver) return;
    const signal = new Revocation();
    this.#places.set(lane, signal);
    lane.ask({ ...this.demand, signal }, (batch) => {
      if (batch) this.#settle(batch);
    });
  }

  /** Asks no longer in this lane. */
  leave(lane: Lane<Payload, Result>): void {
    this.#places.get(lane)?.abort();
    this.#places.delete(lane);
  }

  readonly end = (): void => this.#settle(undefined);

  #settle(batch: Batch<Payload, Result> | undefined): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.demand.signal.removeEventListener('abort', this.end);
    for (const signal of this.#places.values()) signal.abort();
    this.answer(batch);
  }
}
