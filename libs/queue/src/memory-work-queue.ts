import { LitServeException } from '#common';
import type { Ticket, WorkerId } from '#batching';
import { Admission } from './admission.js';
import { Forecast } from './forecast.js';
import { IdleNotice } from './idle-notice.js';
import { IsolationBudget } from './isolation-budget.js';
import { Item } from './item.js';
import { ItemLease } from './item-lease.js';
import { Lane } from './lane.js';
import { LeasedBatch, type BatchOwner } from './leased-batch.js';
import { Ledger } from './ledger.js';
import { RetryPolicy } from './retry-policy.js';
import { SessionRoom } from './sessions/session-room.js';
import type { WorkerSessions } from './sessions/worker-sessions.js';
import type { LeaseItems, WaitingRoom } from './waiting-room.js';
import type { Batch, CrashKind, Newcomer, Pull, QueueStats, Work, WorkQueue } from './work-queue.js';
import type { ResolvedWorkQueueOptions } from './work-queue.options.js';

/**
 * Brings items and slots together. An item waits in a {@link WaitingRoom} until a slot leases it; at each of its stages
 * the {@link Ledger} may take it out for good.
 */
export class MemoryWorkQueue<Payload, Result>
  implements WorkQueue<Payload, Result>, BatchOwner<Payload, Result>
{
  readonly #room: WaitingRoom<Payload, Result>;
  /** The room, if there are sessions. */
  readonly #sessions: SessionRoom<Payload, Result> | undefined;
  readonly #ledger: Ledger<Payload, Result>;
  readonly #budget = new IsolationBudget();
  readonly #retryPolicy: RetryPolicy;
  readonly #forecast = new Forecast();
  readonly #admission: Admission;
  readonly #idle = new IdleNotice(() => this.#room.size + this.#ledger.counts.leased === 0);
  readonly #batchSizes = new Map<number, number>();
  #lastId = 0;

  constructor(private readonly options: ResolvedWorkQueueOptions<Payload>) {
    const { clock, afterPoll, sessions } = options;
    const owns = (ticket: Ticket): ticket is Item<Payload, Result> => this.#owns(ticket);
    const lease: LeaseItems<Payload, Result> = (items, alone) => this.#lease(items, alone);
    const fail = (item: Item<Payload, Result>, error: Error): void => this.#ledger.fail(item, error);
    this.#sessions = sessions && new SessionRoom({ ...options, sessions }, owns, lease, fail);
    this.#room = this.#sessions ?? new Lane(options, owns, lease);
    this.#ledger = new Ledger(
      clock,
      afterPoll,
      {
        settled: (item) => {
          this.#room.remove(item);
          this.#idle.left();
        },
        released: (item) => {
          this.#sessions?.released(item);
          this.#idle.left();
        },
      },
      this.#forecast,
      options.observer,
    );
    this.#retryPolicy = new RetryPolicy(options, this.#budget);
    this.#admission = new Admission(options, this.#room, this.#forecast);
  }

  get sessions(): WorkerSessions | undefined {
    return this.#sessions;
  }

  refusal(newcomer: Newcomer): Error | undefined {
    return this.#admission.refusal(newcomer);
  }

  reject(payload: Payload, error: Error, elapsedMs: number): void {
    this.#ledger.reject(payload, error, elapsedMs);
  }

  submit(work: Work<Payload, Result>): Ticket {
    const refusal = this.#admission.refusal(work) ?? this.#sessions?.refusal(work.payload);
    if (refusal) {
      this.#ledger.reject(work.payload, refusal, work.elapsedMs ?? 0);
      throw refusal;
    }
    const { keyOf, costOf, clock } = this.options;
    const traits = { key: keyOf(work.payload), cost: costOf(work.payload) };
    const item = new Item<Payload, Result>(this, ++this.#lastId, clock.now(), work, traits);
    this.#ledger.admit(item);
    this.#room.add(item);
    return item;
  }

  cancel(ticket: Ticket): void {
    if (this.#owns(ticket)) this.#ledger.cancel(ticket);
  }

  credit(ticket: Ticket, bytes: number): void {
    if (this.#owns(ticket)) this.#ledger.credit(ticket, bytes);
  }

  pull(demand: Pull): Promise<Batch<Payload, Result> | undefined> {
    if (demand.signal.aborted) return Promise.resolve(undefined);
    return new Promise((resolve) => {
      if (!(demand.room >= 1)) throw new RangeError(`room must be at least 1, got ${demand.room}`);
      this.#room.ask(demand, resolve);
    });
  }

  head(worker?: WorkerId): Ticket | undefined {
    return this.#room.head(worker);
  }

  backlogMs(): number {
    return this.#forecast.clearInMs(this.#room.costBefore(Infinity));
  }

  onArrival(then: () => void): () => void {
    return this.#room.onArrival(then);
  }

  stats(): QueueStats {
    return {
      ...this.#ledger.counts,
      waiting: this.#room.size,
      batchSizes: new Map(this.#batchSizes),
    };
  }

  close(error: Error): void {
    this.#admission.close(error);
    for (const item of this.#room.all()) this.#ledger.fail(item, error);
  }

  drain(error: Error): void {
    this.#admission.drain(error);
  }

  open(): void {
    this.#admission.open();
  }

  idle(): Promise<void> {
    return this.#idle.wait();
  }

  started(batch: LeasedBatch<Payload, Result>): void {
    if (!batch.alone) this.#budget.earn(batch.leases.length);
  }

  crashed(batch: LeasedBatch<Payload, Result>, kind: CrashKind, inCompany: boolean): void {
    const items = this.#retryable(batch, workerCrashed);
    for (const item of items) item.isSuspect = true;
    const groups = this.#retryPolicy.afterCrash(items, batch.leases.length, kind, inCompany);
    this.#runAgain(items, groups, workerCrashed);
  }

  failed(batch: LeasedBatch<Payload, Result>, error: Error): void {
    const items = this.#retryable(batch, () => error);
    const groups = this.#retryPolicy.afterFailure(items, batch.leases.length);
    this.#runAgain(items, groups, () => error);
  }

  givenBack(batch: LeasedBatch<Payload, Result>): void {
    const items = this.#reclaim(batch, workerCrashed);
    if (this.#failWhenClosed(items)) return;
    if (batch.alone) this.#room.addAlone(items);
    else for (const item of items) this.#room.add(item);
  }

  #owns(ticket: Ticket): ticket is Item<Payload, Result> {
    return ticket instanceof Item && ticket.owner === this;
  }

  /** Takes the items of a batch back, but for streams that have begun: a client cannot be sent the same part twice. */
  #reclaim(batch: LeasedBatch<Payload, Result>, refusal: () => Error): readonly Item<Payload, Result>[] {
    const items = batch.reclaim();
    for (const item of items) if (item.hasBegunToStream) this.#ledger.fail(item, refusal());
    return items.filter((item) => item.work !== undefined);
  }

  /** The same for a batch that has run: what it has done to a session cannot be done again. */
  #retryable(batch: LeasedBatch<Payload, Result>, refusal: () => Error): readonly Item<Payload, Result>[] {
    const items = this.#reclaim(batch, refusal);
    const sessions = this.#sessions;
    if (!sessions) return items;
    for (const item of items) if (sessions.has(item)) this.#ledger.fail(item, refusal());
    return items.filter((item) => item.work !== undefined);
  }

  #runAgain(
    items: readonly Item<Payload, Result>[],
    groups: readonly Item<Payload, Result>[][],
    refusal: () => Error,
  ): void {
    if (this.#failWhenClosed(items)) return;
    for (const group of groups) {
      for (const item of group) item.attempt++;
      this.#ledger.counts.retried += group.length;
      this.#room.addAlone(group);
    }
    if (groups.length === 0) for (const item of items) this.#ledger.fail(item, refusal());
  }

  /** Nobody may come to take what goes back into a closed queue. */
  #failWhenClosed(items: readonly Item<Payload, Result>[]): boolean {
    const { closed } = this.#admission;
    if (closed === undefined) return false;
    for (const item of items) this.#ledger.fail(item, closed);
    return true;
  }

  #lease(items: readonly Item<Payload, Result>[], alone: boolean): LeasedBatch<Payload, Result> {
    const leases: ItemLease<Payload, Result>[] = [];
    const now = this.options.clock.now();
    let cost = 0;
    let isSuspect = false;
    for (const item of items) {
      item.leasedAt ??= now;
      if (!item.work) continue;
      leases.push(new ItemLease(++this.#lastId, item.work.payload, item, this.#ledger, now));
      cost += item.cost;
      isSuspect ||= item.isSuspect;
    }
    this.#batchSizes.set(leases.length, (this.#batchSizes.get(leases.length) ?? 0) + 1);
    this.#forecast.dispatched(cost, this.#room.size, now);
    return new LeasedBatch(leases, alone, isSuspect, this);
  }
}

const workerCrashed = (): Error => new LitServeException('worker_crashed');
