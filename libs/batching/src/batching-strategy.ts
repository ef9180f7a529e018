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
  /** How often the item has run before: 0 for a new one, one more after each crash or failed batch. */
  readonly attempt: number;
}

/** The items that wait and are in no cut yet: a live, read-only view. A strategy never holds items itself. */
export interface Waiting {
  readonly size: number;
  /**
   * Each ticket that has joined, also one that was given back. Those of one turn of the event loop come together at
   * its end, so that the first of them already finds the others waiting.
   */
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
  /** Aborted when the slot no longer asks. */
  readonly signal: AbortSignal;
}

/** A demand as a strategy sees it. It answers each with one cut, in any order, unless the demand closes first. */
export interface OpenDemand extends Demand {
  /**
   * False once the slot no longer asks or was given work that was ready before (a retry). A strategy forgets such a
   * demand; one that cuts for it all the same has cut early: the cut goes to whoever asks next. `signal` tells the
   * same as an event, at a price: it is made when it is first read.
   */
  readonly open: boolean;
}

export type CutReason = 'full' | 'demand' | 'window' | 'timer' | 'custom';

/**
 * A batch that is decided: these tickets go together, to the slot that has asked longest. Tickets that do not wait are
 * left out, a cut of several keys is split by key, and one larger than the room of its slot goes in parts. An empty cut
 * means "not now": the demand is offered again after the next arrivals.
 */
export interface Cut {
  readonly tickets: readonly Ticket[];
  readonly why: CutReason;
}

/**
 * Decides when a batch closes and who is in it: an RxJS operator from demands to cuts. The moment a cut is emitted its
 * tickets leave `waiting`; a cut without demand waits, a ticket gone by dispatch is skipped. A strategy that throws or
 * completes loses nothing but its place: it is reported and `onDemand()` takes over.
 *
 * @param waiting the items to cut from
 * @param clock the only source of time, virtual in specs
 * @example
 * // pairs, however much room there is
 * const pairs: BatchingStrategy = (waiting) => (demands) =>
 *   demands.pipe(
 *     mergeMap(() => waiting.arrivals.pipe(startWith(undefined), first(() => waiting.size >= 2))),
 *     map((): Cut => ({ tickets: waiting.peek(2), why: 'custom' })),
 *   );
 */
export type BatchingStrategy = (waiting: Waiting, clock: SchedulerLike) => OperatorFunction<OpenDemand, Cut>;
