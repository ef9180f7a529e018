import type { Ticket, Waiting } from '#batching';
import type { Observable } from 'rxjs';
import { IndexedHeap, type HeapOrder } from './indexed-heap.js';
import { RankHistogram } from './rank-histogram.js';

/** A ticket that knows where it waits. */
export interface WaitingTicket extends Ticket {
  waitingPosition: number;
}

const BY_RANK: HeapOrder<WaitingTicket> = {
  before: comesFirst,
  position: (ticket) => ticket.waitingPosition,
  place: (ticket, position) => {
    ticket.waitingPosition = position;
  },
};

/** The waiting items of one key. */
class KeyGroup<T extends WaitingTicket> {
  readonly items = new IndexedHeap<T>(BY_RANK);
  /** Among the groups; -1 while the group is empty. */
  position = -1;
}

const BY_HEAD: HeapOrder<KeyGroup<WaitingTicket>> = {
  before: (a, b) => comesFirst(a.items.head!, b.items.head!),
  position: (group) => group.position,
  place: (group, position) => {
    group.position = position;
  },
};

/**
 * What waits and is in no cut: a heap by rank per key, and a heap of the keys by their first item. Joining and leaving
 * cost O(log n), however many keys there are.
 */
export class WaitingItems<T extends WaitingTicket> implements Waiting {
  /** Keys with items; the empty key, the only one of most endpoints, is kept for good. */
  readonly #groups = new Map<string, KeyGroup<T>>();
  /** The groups that have items. */
  readonly #byHead = new IndexedHeap<KeyGroup<T>>(BY_HEAD);
  readonly #ranks = new RankHistogram();
  #size = 0;

  constructor(readonly arrivals: Observable<Ticket>) {}

  get size(): number {
    return this.#size;
  }

  /** The cost of what goes before this rank. */
  costBefore(rank: number): number {
    return this.#ranks.costBefore(rank);
  }

  peek(max: number, key?: string): readonly T[] {
    if (key !== undefined) return this.#groups.get(key)?.items.first(max) ?? [];
    const groups = this.#byHead.first(max);
    if (groups.length <= 1) return groups[0]?.items.first(max) ?? [];
    // Of the first `max` items none is in a later group, as each group before it has one that goes first.
    const candidates = groups.flatMap((group) => group.items.first(max));
    return candidates.toSorted((a, b) => (comesFirst(a, b) ? -1 : 1)).slice(0, max);
  }

  add(item: T): void {
    let group = this.#groups.get(item.key);
    if (group === undefined) this.#groups.set(item.key, (group = new KeyGroup<T>()));
    group.items.push(item);
    this.#size++;
    this.#ranks.add(item.rank, item.cost);
    if (group.position < 0) this.#byHead.push(group);
    else if (group.items.head === item) this.#byHead.update(group);
  }

  /** False when the item does not wait here. */
  remove(item: T): boolean {
    const group = this.#groups.get(item.key);
    const wasHead = group?.items.head === item;
    if (!group?.items.remove(item)) return false;
    this.#size--;
    this.#ranks.remove(item.rank, item.cost);
    if (group.items.size === 0) this.#drop(group, item.key);
    else if (wasHead) this.#byHead.update(group);
    return true;
  }

  #drop(group: KeyGroup<T>, key: string): void {
    this.#byHead.remove(group);
    if (key !== '') this.#groups.delete(key);
  }
}

function comesFirst(a: Ticket, b: Ticket): boolean {
  return a.rank < b.rank || (a.rank === b.rank && a.id < b.id);
}
