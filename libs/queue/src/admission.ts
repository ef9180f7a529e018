import { LitServeException } from '#common';
import type { SchedulerLike } from 'rxjs';
import type { Forecast } from './forecast.js';
import { rankOf } from './item.js';
import type { Line } from './line.js';
import type { Newcomer } from './work-queue.js';

export interface AdmissionRules {
  readonly maxQueueSize: number;
  readonly onLate: 'refuse' | 'wait';
  readonly clock: SchedulerLike;
}

/** Whom a queue lets in: everybody it has room and time for, only those it owes, or nobody. */
export class Admission {
  #closed: Error | undefined;
  #draining: Error | undefined;

  constructor(
    private readonly rules: AdmissionRules,
    private readonly line: Line,
    private readonly forecast: Forecast,
  ) {}

  /** Set while nobody is let in. */
  get closed(): Error | undefined {
    return this.#closed;
  }

  close(error: Error): void {
    this.#closed = error;
  }

  drain(error: Error): void {
    this.#draining = error;
  }

  open(): void {
    this.#closed = undefined;
    this.#draining = undefined;
  }

  /** Why a newcomer is not let in. */
  refusal(newcomer: Newcomer): Error | undefined {
    return (
      this.#closed ??
      (newcomer.isOwed ? undefined : this.#draining) ??
      (this.line.size < this.rules.maxQueueSize ? this.#late(newcomer) : this.#full())
    );
  }

  #full(): Error {
    const retryAfterSeconds = this.forecast.secondsFor(this.line.costBefore(Infinity));
    return new LitServeException('queue_full', { retryAfterSeconds });
  }

  /** What cannot be in time would only be in the way of others. Who is owed an answer, or meets a free slot, may try. */
  #late({ timeoutMs, elapsedMs = 0, priority, rank, isOwed }: Newcomer): Error | undefined {
    const { rules, line, forecast } = this;
    if (timeoutMs === 0 || isOwed || rules.onLate === 'wait' || line.hasFreeSlot) return undefined;
    const now = rules.clock.now();
    const before = line.costBefore(rank ?? rankOf(now, priority));
    if (forecast.answerInMs(before, now) <= timeoutMs - elapsedMs) return undefined;
    return new LitServeException('deadline_unreachable', {
      details: { timeoutMs },
      retryAfterSeconds: forecast.secondsFor(before),
    });
  }
}
