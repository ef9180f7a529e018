/** Enough for a few bad batches in a row: to find one guilty item in 16 takes 8 runs. */
const CAPACITY = 64;
/** Of all ordinary runs, this share may be run again to find out who is to blame. */
const SHARE = 0.1;

/**
 * Caps the runs spent on isolation: with one bad item now and then they are worth it, but when every batch fails they
 * would multiply the load of a server in trouble.
 */
export class IsolationBudget {
  /** Runs that may be spent now; full at start. */
  #runs = CAPACITY;

  /** An ordinary run has started. */
  earn(): void {
    this.#runs = Math.min(CAPACITY, this.#runs + SHARE);
  }

  /** All or nothing. */
  spend(runs: number): boolean {
    if (this.#runs < runs) return false;
    this.#runs -= runs;
    return true;
  }
}
