import type { Ticket } from '#batching';
import type { Holder, Item } from './item.js';
import type { Ledger } from './ledger.js';
import type { Lease } from './work-queue.js';

/** One item in the hands of one slot. An outcome counts if this is still the lease of an item that wants one. */
export class ItemLease<Payload, Result> implements Lease<Payload, Result>, Holder {
  /** Whether the slot is done with it; until then the slot is taken, whatever became of the item. */
  #over = false;
  #onCancel: (() => void) | undefined;
  #isCancelled = false;
  onCredit: ((bytes: number) => void) | undefined;

  constructor(
    readonly id: number,
    readonly payload: Payload,
    private readonly item: Item<Payload, Result>,
    private readonly ledger: Ledger<Payload, Result>,
    private readonly leasedAt: number,
  ) {
    item.lease = this;
    ledger.counts.leased++;
  }

  get ticket(): Ticket {
    return this.item;
  }

  get onCancel(): (() => void) | undefined {
    return this.#onCancel;
  }

  /** Called at once when it has happened already: between a pull and its promise a caller may go. */
  set onCancel(listener: (() => void) | undefined) {
    this.#onCancel = listener;
    if (this.#isCancelled) listener?.();
  }

  cancel(): void {
    this.#isCancelled = true;
    this.#onCancel?.();
  }

  credit(bytes: number): void {
    this.onCredit?.(bytes);
  }

  remainingMs(): number {
    if (this.item.hasBegunToStream) return Infinity;
    return this.item.deadline - this.ledger.clock.now();
  }

  chunk(chunk: Result): void {
    const isFirst = !this.item.hasBegunToStream;
    if (this.item.lease !== this || !this.ledger.chunk(this.item, chunk)) this.ledger.counts.late++;
    else if (isFirst) this.ledger.forecast.answered(this.#heldMs, true);
  }

  done(result: Result | undefined): void {
    if (this.#settles()) this.ledger.complete(this.item, result);
    else this.ledger.counts.late++;
  }

  fail(error: Error): void {
    if (this.#settles()) this.ledger.fail(this.item, error);
    else this.ledger.counts.late++;
  }

  /** Takes it from the slot without an outcome; returns the item if it still wants one. */
  reclaim(): Item<Payload, Result> | undefined {
    if (!this.#ends()) return undefined;
    this.item.lease = undefined;
    return this.item;
  }

  get #heldMs(): number {
    return this.ledger.clock.now() - this.leasedAt;
  }

  /** Ends it with an outcome, so that it is known what that took. */
  #settles(): boolean {
    if (this.#over) return false;
    const isWanted = this.#ends();
    const heldMs = this.#heldMs;
    this.ledger.forecast.released(heldMs, isWanted);
    if (!this.item.hasBegunToStream) this.ledger.forecast.answered(heldMs, isWanted);
    return isWanted;
  }

  #ends(): boolean {
    if (this.#over) return false;
    this.#over = true;
    this.ledger.leaseEnded(this.item);
    return this.item.lease === this;
  }
}
