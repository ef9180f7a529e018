/** What the latest batch counts for what goes with one. */
const WEIGHT = 0.1;
/** Without a sample for so many of its own lengths, an interval is from another time. */
const STALE_INTERVALS = 2;

/** How fast the queue drains while it has a backlog: how much goes with one batch, and how often one goes. */
export class DrainEstimate {
  /** Cost dispatched while others went on waiting, how long that took and in how many batches; all fade. */
  #cost = 0;
  #elapsedMs = 0;
  #batches = 0;
  /** What one batch takes; undefined until one has left others waiting, as until then nobody knows its limit. */
  #batchCost: number | undefined;
  #lastAt = -Infinity;
  #sampledAt = -Infinity;
  /** The cost of the last dispatch, if items were left waiting after it. */
  #lastCost: number | undefined;

  /**
   * @param left how many items still wait
   * @param memoryMs how fast what was before fades; slots that run in step dispatch in bursts, of which it must hold some
   */
  dispatched(cost: number, left: number, now: number, memoryMs: number): void {
    if (this.#lastCost !== undefined) {
      const elapsedMs = now - this.#lastAt;
      const kept = Math.exp(-elapsedMs / memoryMs);
      this.#cost = this.#cost * kept + this.#lastCost;
      this.#elapsedMs = this.#elapsedMs * kept + elapsedMs;
      this.#batches = this.#batches * kept + 1;
      this.#sampledAt = now;
    }
    this.#learnBatchCost(cost, left);
    this.#lastAt = now;
    // Without a backlog the next dispatch waits for an item, which says nothing about speed.
    this.#lastCost = left > 0 ? cost : undefined;
  }

  /** What goes with one batch while others wait; `Infinity` while that is not known. */
  get batchCost(): number {
    return this.#batchCost ?? Infinity;
  }

  /** When a batch was last dispatched. */
  get lastAt(): number {
    return this.#lastAt;
  }

  /** Milliseconds from one batch to the next; undefined while nothing is known. */
  get intervalMs(): number | undefined {
    return this.#batches === 0 ? undefined : this.#elapsedMs / this.#batches;
  }

  /** Whether the interval is from a backlog that has long gone. */
  isStale(now: number): boolean {
    return now - this.#sampledAt > STALE_INTERVALS * (this.intervalMs ?? 0);
  }

  /** Milliseconds until so much has gone; 0 while nothing is known. */
  msFor(cost: number): number {
    return this.#cost === 0 ? 0 : (cost * this.#elapsedMs) / this.#cost;
  }

  /** Whole seconds until so much has gone, at least 1; 1 also while nothing is known. */
  secondsFor(cost: number): number {
    // Sums fade by fractions: a thousandth of a millisecond more is no second more.
    return Math.max(1, Math.ceil(Math.round(this.msFor(cost)) / 1000));
  }

  /** One that took all there was may have taken more, so it counts only if it shows that more goes in than was known. */
  #learnBatchCost(cost: number, left: number): void {
    if (left > 0) {
      const before = this.#batchCost ?? cost;
      this.#batchCost = before + (cost - before) * WEIGHT;
    } else if (this.#batchCost !== undefined) this.#batchCost = Math.max(this.#batchCost, cost);
  }
}
