import type { Item } from './item.js';
import type { ItemLease } from './item-lease.js';
import type { Batch, CrashKind } from './work-queue.js';

/** Decides what happens to a batch that did not end by itself. */
export interface BatchOwner<Payload, Result> {
  started(batch: LeasedBatch<Payload, Result>): void;
  crashed(batch: LeasedBatch<Payload, Result>, kind: CrashKind, inCompany: boolean): void;
  failed(batch: LeasedBatch<Payload, Result>, error: Error): void;
  givenBack(batch: LeasedBatch<Payload, Result>): void;
}

/** The leases of one run. What the slot says about the whole batch concerns only those it has not settled. */
export class LeasedBatch<Payload, Result> implements Batch<Payload, Result> {
  #hasStarted = false;

  /** @param alone whether it must not be merged with others, as it is run to find out who is to blame */
  constructor(
    readonly leases: readonly ItemLease<Payload, Result>[],
    readonly alone: boolean,
    readonly isSuspect: boolean,
    private readonly owner: BatchOwner<Payload, Result>,
  ) {}

  get hasStarted(): boolean {
    return this.#hasStarted;
  }

  started(): void {
    if (this.#hasStarted) return;
    this.#hasStarted = true;
    this.owner.started(this);
  }

  crashed(kind: CrashKind, inCompany: boolean): void {
    if (this.#hasStarted) this.owner.crashed(this, kind, inCompany);
    else this.owner.givenBack(this);
  }

  failed(error: Error): void {
    this.owner.failed(this, error);
  }

  giveBack(): void {
    this.owner.givenBack(this);
  }

  /** Ends all leases the slot has not settled; the items of those that still want an outcome. */
  reclaim(): Item<Payload, Result>[] {
    const items: Item<Payload, Result>[] = [];
    for (const lease of this.leases) {
      const item = lease.reclaim();
      if (item !== undefined) items.push(item);
    }
    return items;
  }
}
