import type { Ticket, WorkerId } from '#batching';
import type { Item } from './item.js';
import type { Line } from './line.js';
import type { Batch, Pull } from './work-queue.js';

/** Makes a batch of the items of a cut, for a slot of this worker. */
export type LeaseItems<Payload, Result> = (
  items: readonly Item<Payload, Result>[],
  alone: boolean,
  worker: WorkerId,
) => Batch<Payload, Result>;

/** Where items wait and slots ask, until a batch of the ones goes to one of the others. */
export interface WaitingRoom<Payload, Result> extends Line {
  /** A new item, or one that was given back. */
  add(item: Item<Payload, Result>): void;
  /** Items that run as they are, before all others and nobody with them. */
  addAlone(items: readonly Item<Payload, Result>[]): void;
  /** The item has ended; it waits no longer, if it did. */
  remove(item: Item<Payload, Result>): void;
  /** Calls `answer` once: with a batch, or with `undefined` when the demand is taken back. */
  ask(demand: Pull, answer: (batch: Batch<Payload, Result> | undefined) => void): void;
  /** The item that would go next, to this worker if one is given. */
  head(worker?: WorkerId): Ticket | undefined;
  /** Calls `then` after each arrival of items that any worker may take. @returns ends that */
  onArrival(then: () => void): () => void;
  /** All that wait, in an order in which ending one sets none of the later ones going. */
  all(): readonly Item<Payload, Result>[];
}
