import type { Ticket } from '#batching';
import type { PendingCut } from './pending-cuts.js';
import type { Priority, Work } from './work-queue.js';

/** A head start instead of classes: low priority goes last, but never waits more than 8 s longer than the others. */
const PRIORITY_PENALTY_MS: Readonly<Record<Priority, number>> = { high: 0, normal: 2_000, low: 8_000 };

/** The place in the order of what arrived then; lower goes first. */
export const rankOf = (arrivedAt: number, priority: Priority): number =>
  arrivedAt + PRIORITY_PENALTY_MS[priority];

/** What the scheduling functions of an endpoint found out about a payload. */
export interface Traits {
  readonly key: string;
  readonly cost: number;
}

/** Who has leased an item. */
export interface Holder {
  /** The item has ended without it. */
  cancel(): void;
  /** The caller has taken so many bytes of the item's chunks. */
  credit(bytes: number): void;
}

/**
 * One request from submit to settle. Strategies see it as a {@link Ticket}. It is in exactly one place: it waits (it
 * has a waiting position), is in a cut, is leased, or is settled (it has no work any more).
 */
export class Item<Payload, Result> implements Ticket {
  readonly key: string;
  readonly cost: number;
  readonly rank: number;
  readonly deadline: number;
  attempt = 0;

  /** Gone once the item is settled: whoever still holds the ticket must not hold payload and caller. */
  work: Work<Payload, Result> | undefined;
  cut: PendingCut<Item<Payload, Result>> | undefined;
  /** The lease whose outcome counts; an older one is late. */
  lease: Holder | undefined;
  /** When a slot had it first. */
  leasedAt: number | undefined;

  /** When its caller is told that it took too long: at its deadline, or once its stream has been idle. */
  dueAt: number;
  /** When a stream has had its last chunk or credit; undefined until its first chunk, after which it is never retried. */
  lastActivityAt: number | undefined;

  /** Positions in the heaps by rank and by the time it is due; -1 outside. */
  waitingPosition = -1;
  deadlinePosition = -1;

  /** A worker has died while it ran: from then on it runs with a worker to itself. */
  isSuspect = false;
  /** Crashes in which it ran alone, and those of them that were the worker's own doing. */
  strikes = 0;
  selfStrikes = 0;

  constructor(
    /** The queue it belongs to: a ticket of another queue is none of ours. */
    readonly owner: object,
    readonly id: number,
    readonly arrivedAt: number,
    work: Work<Payload, Result>,
    traits: Traits,
  ) {
    this.work = work;
    this.key = traits.key;
    this.cost = traits.cost;
    this.rank = work.rank ?? rankOf(arrivedAt, work.priority);
    this.deadline = work.timeoutMs > 0 ? arrivedAt + work.timeoutMs - (work.elapsedMs ?? 0) : Infinity;
    this.dueAt = this.deadline;
  }

  get hasBegunToStream(): boolean {
    return this.lastActivityAt !== undefined;
  }

  /** When a stream that has begun will have been idle for too long, if nothing more comes. */
  get idleAt(): number {
    const idleMs = this.work?.streamIdleMs ?? 0;
    return idleMs > 0 && this.lastActivityAt !== undefined ? this.lastActivityAt + idleMs : Infinity;
  }
}
