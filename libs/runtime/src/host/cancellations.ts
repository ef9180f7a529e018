import type { RequestContext } from './request-context.js';

/** Cancels that may overtake their batch; far more than can be on the way at once. */
export const MAX_TOMBSTONES = 4096;

/** Who is to be told when a caller goes away. Cancels and batches travel on different pipes, in no order. */
export class Cancellations {
  /** Items from the arrival of their batch until its result is written. */
  readonly #open = new Map<number, RequestContext>();
  /** Leases cancelled while they were not open, oldest first; most of them had just ended and never come. */
  readonly #tombstones = new Set<number>();

  open(lease: number, context: RequestContext): void {
    this.#open.set(lease, context);
    if (this.#tombstones.delete(lease)) context.cancel();
  }

  close(lease: number): void {
    this.#open.delete(lease);
  }

  cancel(lease: number): void {
    const context = this.#open.get(lease);
    if (context) context.cancel();
    else this.#bury(lease);
  }

  cancelAll(): void {
    for (const context of this.#open.values()) context.cancel();
  }

  #bury(lease: number): void {
    this.#tombstones.add(lease);
    const [oldest] = this.#tombstones;
    if (this.#tombstones.size > MAX_TOMBSTONES && oldest !== undefined) this.#tombstones.delete(oldest);
  }
}
