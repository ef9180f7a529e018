import { LitServeException, type ErrorCode } from '#common';
import type { SchedulerLike } from 'rxjs';
import { Deadlines } from './deadlines.js';
import type { Forecast } from './forecast.js';
import type { Item } from './item.js';
import type { ItemOutcome, QueueObserver } from './queue-observer.js';
import type { Work } from './work-queue.js';

/** Every item admitted ends in exactly one of completed, failed, cancelled and expired. */
export interface LedgerCounts {
  submitted: number;
  completed: number;
  failed: number;
  cancelled: number;
  expired: number;
  rejected: number;
  retried: number;
  late: number;
  /** Leases a slot has not settled. */
  leased: number;
}

/** Told of what becomes of items. */
export interface LedgerEvents<Payload, Result> {
  /** It has ended: if it waits anywhere, it need not. */
  settled(item: Item<Payload, Result>): void;
  /** A slot is done with it, whatever became of it. */
  released(item: Item<Payload, Result>): void;
}

/** Sees to it that each item has exactly one outcome, that it took too long being one of them. */
export class Ledger<Payload, Result> {
  readonly counts: LedgerCounts = {
    submitted: 0,
    completed: 0,
    failed: 0,
    cancelled: 0,
    expired: 0,
    rejected: 0,
    retried: 0,
    late: 0,
    leased: 0,
  };
  readonly #deadlines: Deadlines<Item<Payload, Result>>;

  constructor(
    readonly clock: SchedulerLike,
    afterPoll: (judge: () => void) => void,
    private readonly events: LedgerEvents<Payload, Result>,
    readonly forecast: Forecast,
    private readonly observer: QueueObserver<Payload> | undefined,
  ) {
    this.#deadlines = new Deadlines(clock, afterPoll, (item) => this.#timeIsUp(item));
  }

  admit(item: Item<Payload, Result>): void {
    this.counts.submitted++;
    this.#deadlines.watch(item);
  }

  /** Hands a part of a stream over. False when the item is no stream. */
  chunk(item: Item<Payload, Result>, chunk: Result): boolean {
    const { work } = item;
    if (work?.streamIdleMs === undefined) return false;
    const isFirst = !item.hasBegunToStream;
    item.lastActivityAt = this.clock.now();
    if (isFirst) {
      this.#deadlines.forget(item);
      this.#watchIdle(item);
    }
    work.sink.chunk?.(chunk);
    return true;
  }

  credit(item: Item<Payload, Result>, bytes: number): void {
    if (item.hasBegunToStream) item.lastActivityAt = this.clock.now();
    item.lease?.credit(bytes);
  }

  /** Somebody was not let in. */
  reject(payload: Payload, error: Error, elapsedMs: number): void {
    this.counts.rejected++;
    if (!this.observer?.isObserved) return;
    const times = { queuedMs: 0, totalMs: elapsedMs, attempt: 0 };
    this.observer.settled({ payload, outcome: 'rejected', error, ...times });
  }

  complete(item: Item<Payload, Result>, result: Result | undefined): void {
    this.#settle(item, 'completed')?.sink.done(result);
  }

  fail(item: Item<Payload, Result>, error: Error): void {
    this.#settle(item, 'failed', error)?.sink.fail(error);
  }

  /** A slot is done with an item, whatever became of that. */
  leaseEnded(item: Item<Payload, Result>): void {
    this.counts.leased--;
    this.events.released(item);
  }

  cancel(item: Item<Payload, Result>): void {
    const { lease } = item;
    if (this.#settle(item, 'cancelled')) lease?.cancel();
  }

  /** Chunks and credits only note the time. Whether a stream is idle is looked at here, at most once per idle time. */
  #timeIsUp(item: Item<Payload, Result>): void {
    const { work } = item;
    if (work === undefined) return;
    if (!item.hasBegunToStream) this.#expire(item, 'deadline_exceeded', { timeoutMs: work.timeoutMs });
    else if (item.idleAt > this.clock.now()) this.#watchIdle(item);
    else this.#expire(item, 'stream_idle', { idleMs: work.streamIdleMs ?? 0 });
  }

  #watchIdle(item: Item<Payload, Result>): void {
    item.dueAt = item.idleAt;
    this.#deadlines.watch(item);
  }

  #expire(item: Item<Payload, Result>, code: ErrorCode, details: Readonly<Record<string, number>>): void {
    const { lease } = item;
    const error = new LitServeException(code, { details });
    this.#settle(item, 'expired', error)?.sink.fail(error);
    lease?.cancel();
  }

  /** The one way out: returns the work once, and drops every reference of the queue to it. */
  #settle(
    item: Item<Payload, Result>,
    outcome: Exclude<ItemOutcome, 'rejected'>,
    error?: Error,
  ): Work<Payload, Result> | undefined {
    const { work } = item;
    if (work === undefined) return undefined;
    item.work = undefined;
    item.lease = undefined;
    this.counts[outcome]++;
    this.#deadlines.forget(item);
    this.events.settled(item);
    if (this.observer?.isObserved) this.#report(this.observer, item, work, outcome, error);
    return work;
  }

  #report(
    observer: QueueObserver<Payload>,
    { arrivedAt, leasedAt, attempt }: Item<Payload, Result>,
    { payload, elapsedMs = 0 }: Work<Payload, Result>,
    outcome: ItemOutcome,
    error: Error | undefined,
  ): void {
    const now = this.clock.now();
    const queuedMs = (leasedAt ?? now) - arrivedAt;
    observer.settled({ payload, outcome, error, queuedMs, totalMs: now - arrivedAt + elapsedMs, attempt });
  }
}
