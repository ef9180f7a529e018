import type { SchedulerLike, Subscription } from 'rxjs';
import type { BatchingStrategy, OpenDemand, Ticket } from './batching-strategy.js';
import { serveDemands, type HoldPolicy } from './serve-demands.js';

/**
 * Like `onDemand()`, but while a slot is free and its batch is not full, the oldest item waits up to `batchTimeoutMs`
 * (the `waitMs` of the demand) for company. It is worth its latency when a run costs nearly the same for one item as
 * for many and clients come in lock-step.
 */
export function window(): BatchingStrategy {
  return (waiting, clock) => serveDemands(waiting, new HoldForCompany(clock));
}

/** Runs one timer, and only while a demand is open and something waits for it. */
class HoldForCompany implements HoldPolicy {
  readonly why = 'window';
  /** When the running timer fires; `Infinity` when none runs. */
  #due = Infinity;
  /** The last due time that was reached: real timers may fire a little before the clock says so. */
  #reached = -Infinity;
  #timer: Subscription | undefined;

  constructor(private readonly clock: SchedulerLike) {}

  holds(batch: readonly Ticket[], demand: OpenDemand, retry: () => void): boolean {
    const due = oldestArrival(batch) + demand.waitMs;
    const now = this.clock.now();
    if (due <= now || due <= this.#reached) return false;
    if (due < this.#due) this.#arm(due, due - now, retry);
    return true;
  }

  outlasts(arrival: Ticket, demand: OpenDemand): boolean {
    return this.#due <= arrival.arrivedAt + demand.waitMs;
  }

  release(): void {
    this.#timer?.unsubscribe();
    this.#timer = undefined;
    this.#due = Infinity;
  }

  #arm(due: number, delayMs: number, retry: () => void): void {
    this.release();
    this.#due = due;
    this.#timer = this.clock.schedule(() => {
      this.#reached = due;
      this.release();
      retry();
    }, delayMs);
  }
}

function oldestArrival(batch: readonly Ticket[]): number {
  return batch.reduce((oldest, ticket) => Math.min(oldest, ticket.arrivedAt), Infinity);
}
