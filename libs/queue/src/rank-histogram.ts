/** Ranks closer than this count as one. */
const STEP_MS = 250;

interface Bucket {
  items: number;
  cost: number;
}

/**
 * How much waits before a given rank, to within {@link STEP_MS}. Adding and removing take constant time; a look takes a
 * step per bucket behind the rank, and no rank is more than 8 s ahead of the clock.
 */
export class RankHistogram {
  /** By step of rank; none is empty. */
  readonly #buckets = new Map<number, Bucket>();
  #cost = 0;
  /** No bucket lies behind this one. */
  #last = -Infinity;

  add(rank: number, cost: number): void {
    const step = Math.floor(rank / STEP_MS);
    const bucket = this.#buckets.get(step);
    if (bucket) {
      bucket.items++;
      bucket.cost += cost;
    } else this.#buckets.set(step, { items: 1, cost });
    this.#cost += cost;
    if (step > this.#last) this.#last = step;
  }

  /** Of something that was added. */
  remove(rank: number, cost: number): void {
    const step = Math.floor(rank / STEP_MS);
    const bucket = this.#buckets.get(step);
    if (!bucket) return;
    bucket.items--;
    bucket.cost -= cost;
    if (bucket.items === 0) this.#buckets.delete(step);
    // Sums of fractions drift; an empty histogram is the place to begin anew.
    this.#cost = this.#buckets.size === 0 ? 0 : this.#cost - cost;
  }

  /** The cost of all that goes before `rank`, or about then. */
  costBefore(rank: number): number {
    let cost = this.#cost;
    for (let step = Math.floor(rank / STEP_MS) + 1; step <= this.#last; step++) {
      cost -= this.#buckets.get(step)?.cost ?? 0;
    }
    return cost;
  }
}
