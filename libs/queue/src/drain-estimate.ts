/** How much an older batch counts for less than the next one: about the last ten matter. */
const DECAY = 0.9;

/** How fast the queue drains while it has a backlog, for an honest `Retry-After`. */
export class DrainEstimate {
  /** Items dispatched while others went on waiting, and how long that took; both fade. */
  #items = 0;
  #elapsedMs = 0;
  /** The last dispatch and its size, if items were left waiting after it. */
  #since: number | undefined;
  #lastSize = 0;

  /** @param left how many items still wait */
  dispatched(size: number, left: number, now: number): void {
    if (this.#since !== undefined) {
      this.#items = this.#items * DECAY + this.#lastSize;
      this.#elapsedMs = this.#elapsedMs * DECAY + (now - this.#since);
    }
    // Without a backlog the next dispatch waits for an item, which says nothing about speed.
    this.#since = left > 0 ? now : undefined;
    this.#lastSize = size;
  }

  /** Whole seconds until so many items have gone, at least 1; 1 also while nothing is known. */
  secondsFor(waiting: number): number {
    if (this.#items === 0) return 1;
    return Math.max(1, Math.ceil((waiting * this.#elapsedMs) / this.#items / 1000));
  }
}
