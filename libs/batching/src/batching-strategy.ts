import type { Observable, OperatorFunction, SchedulerLike } from 'rxjs';

/** What a strategy sees of a waiting item; times are milliseconds of the strategy's clock. */
export interface Ticket {
  readonly id: number;
  /** Lower goes first. Fixed at admission (`arrivedAt` plus the penalty of its priority) and kept on a retry. */
  readonly rank: number;
  readonly arrivedAt: number;
  /** When the item is answered 504; `Infinity` when it has no deadline. */
  readonly deadline: number;
  /** Only equal keys may share a batch; `''` unless the endpoint has a `batchKey`. */
  readonly key: string;
  readonly cost: number;
  /** How often the item has started to run; 0 for a new one. */
  readonly attempt: number;
}

/** The items that wait and are in no cut yet: a live, read-only view. A strategy never holds items itself. */
export interface Waiting {
  readonly size: number;
  /** Emits after items have joined, at most once per turn of the event loop, with the newest of them. */
  readonly arrivals: Observable<Ticket>;
  /** The first `max` tickets by rank, of one key when it is given; what is returned stays queued. */
  peek(max: number, key?: string): readonly Ticket[];
}

export type WorkerId = number;

/** A slot of a worker asks for work. */
export interface Demand {
  readonly worker: WorkerId;
  /** How many items the slot takes at most: `maxBatchSize`, or the free places of a continuous batch. */
  readonly room: number;
  /** How long the oldest item may wait for company while this demand is open; 0 = never. */
  readonly waitMs: number;
  /** A prefetch: only a full batch will do, and only while no other demand is open. */
  readonly fullOnly: boolean;
  /** Aborted when the slot no longer asks. A strategy forgets such a demand. */
  readonly signal: AbortSignal;
}

export type CutReason = 'full' | 'demand' | 'window' | 'timer' | 'custom';

/** A batch that is decided: these tickets go together, to whichever slot asks next. */
export interface Cut {
  readonly tickets: readonly Ticket[];
  readonly why: CutReason;
}

/**
 * Decides when a batch closes and who is in it: an RxJS operator from demands to cuts. The moment a cut is emitted its
 * tickets leave `waiting`; a cut without demand waits, a ticket gone by dispatch is skipped.
 *
 * @param waiting the items to cut from
 * @param clock the only source of time, virtual in specs
 * @example
 * // two at a time, whatever the room
 * const pairs: BatchingStrategy = (waiting) => (demands) =>
 *   demands.pipe(
 *     mergeMap(() => waiting.size >= 2 ? of(0) : waiting.arrivals.pipe(filter(() => waiting.size >= 2), take(1))),
 *     map(() => ({ tickets: waiting.peek(2), why: 'custom' })),
 *   );
 */
export type BatchingStrategy = (waiting: Waiting, clock: SchedulerLike) => OperatorFunction<Demand, Cut>;
