import type { HostItem } from './host-item.js';

/** Cancels that may overtake their batch; far more than can be on the way at once. */
export const MAX_TOMBSTONES = 4096;

/** Who is to be told when a caller goes away. Cancels and batches travel on different pipes, in no order. */
export class Cancellations {
  /** Batches from their arrival until their result is written: few, and most are never asked for an item. */
  readonly #open: (readonly HostItem[])[] = [];
  /** Leases cancelled while they were not open, oldest first; most of them had just ended and never come. */
  readonly #tombstones = new Set<number>();

  open(batch: readonly HostItem[]): void {
    this.#open.push(batch);
    if (this.#tombstones.size === 0) return;
    for (const { lease, context } of batch) if (this.#tombstones.delete(lease)) context.cancel();
  }

  close(batch: readonly HostItem[]): void {
    this.#open.splice(this.#open.indexOf(batch), 1);
  }

  cancel(lease: number): void {
    for (const batch of this.#open) {
      const item = batch.find((one) => one.lease === lease);
      if (item) return item.context.cancel();
    }
    this.#bury(lease);
  }

  cancelAll(): void {
    for (const batch of this.#open) for (const { context } of batch) context.cancel();
  }

  #bury(lease: number): void {
    this.#tombstones.add(lease);
    const [oldest] = this.#tombstones;
    if (this.#tombstones.size > MAX_TOMBSTONES && oldest !== undefined) this.#tombstones.delete(oldest);
  }
}
