/** Enough for a few bad batches in a row: to find one guilty item in 16 takes as much as two runs of 16. */
const CAPACITY = 64;
/** Of all ordinary work, this share may be done again to find out who is to blame. */
const SHARE = 0.1;

/**
 * Caps what isolation may cost: with one bad item now and then it is worth it, but when every batch fails it would
 * multiply the load of a server in trouble. Work is counted in runs of the largest batch so far, and the small runs in
 * which isolation ends count for as little as they are.
 */
export class IsolationBudget {
  /** What may be spent now, in such runs; full at start. */
  #runs = CAPACITY;
  #largest = 1;

  /** An ordinary run of so many items has started. */
  earn(items: number): void {
    this.#largest = Math.max(this.#largest, items);
    this.#runs = Math.min(CAPACITY, this.#runs + (SHARE * items) / this.#largest);
  }

  /** So many items are to run again: all of them or none. */
  spend(items: number): boolean {
    const runs = items / this.#largest;
    if (this.#runs < runs) return false;
    this.#runs -= runs;
    return true;
  }
}
