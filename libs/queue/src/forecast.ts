import { DrainEstimate } from './drain-estimate.js';

/** Answers after which the times they took count as known. */
const SAMPLES = 20;
/** What the latest answer counts; about the last ten matter. */
const WEIGHT = 0.1;
/** How many runs of a slot the speed of the queue is taken from. */
const MEMORY_RUNS = 10;
/** The same before any run has ended. */
const UNKNOWN_MEMORY_MS = 1000;
/**
 * For what cannot be foreseen, such as a run that takes longer. Under an overload everybody who is let in comes just in
 * time, so that without it a small error would make all of them late.
 */
const MARGIN = 1.25;

/**
 * When an item that comes now would be answered. Its sources are what slots do now, so it follows a change of speed in
 * either direction as long as anything is run at all.
 */
export class Forecast {
  readonly #drain = new DrainEstimate();
  #answers = 0;
  /** From the lease of an item to its answer, or to the first chunk of its stream. */
  #answerMs = 0;
  /** From its lease until the slot is done with it: for a stream, its whole length. */
  #holdMs = 0;

  /** A batch has gone to a slot. @param left how many items still wait */
  dispatched(cost: number, left: number, now: number): void {
    this.#drain.dispatched(cost, left, now, this.#holdMs * MEMORY_RUNS || UNKNOWN_MEMORY_MS);
  }

  /**
   * An item has had its answer, or the first part of it, so long after its lease.
   *
   * @param wasWanted false if it had ended before: slots may skip such a one, so of these only long times tell
   */
  answered(ms: number, wasWanted: boolean): void {
    if (!wasWanted && ms < this.#answerMs) return;
    this.#answers++;
    this.#answerMs += (ms - this.#answerMs) * (this.#answers === 1 ? 1 : WEIGHT);
  }

  /** A slot is done with an item, so long after its lease. @param wasWanted as for {@link answered} */
  released(ms: number, wasWanted: boolean): void {
    if (!wasWanted && ms < this.#holdMs) return;
    this.#holdMs += (ms - this.#holdMs) * (this.#holdMs === 0 ? 1 : WEIGHT);
  }

  /** Milliseconds until an item with so much before it has its answer; 0 while too little is known. */
  answerInMs(costBefore: number, now: number): number {
    if (this.#answers < SAMPLES) return 0;
    const intervalMs = this.#intervalMs(now);
    const batchesBefore = Math.floor(costBefore / this.#drain.batchCost) || 0;
    // The next batch goes an interval after the last one. When it is overdue, it may go at once.
    const nextInMs = Math.max(0, this.#drain.lastAt + intervalMs - now);
    return (nextInMs + batchesBefore * intervalMs + this.#answerMs) * MARGIN;
  }

  /** Milliseconds until so much has gone; 0 while that is not known. */
  clearInMs(cost: number): number {
    return this.#drain.msFor(cost);
  }

  /** Whole seconds until so much has gone, at least 1. */
  secondsFor(cost: number): number {
    return this.#drain.secondsFor(cost);
  }

  /**
   * With several slots batches go more often than a slot takes for one; in a pool that is shared, they may go less often.
   * Only a backlog tells. Without one, what it told last must not refuse for ever what could be run by now.
   */
  #intervalMs(now: number): number {
    const measured = this.#drain.intervalMs ?? this.#holdMs;
    return this.#drain.isStale(now) ? Math.min(measured, this.#holdMs) : measured;
  }
}
