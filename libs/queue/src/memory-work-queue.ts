import { LitServeException } from '#common';
import type { Ticket } from '#batching';
import { Admission } from './admission.js';
import { Arrivals } from './arrivals.js';
import { byKey } from './by-key.js';
import { Forecast } from './forecast.js';
import { IdleNotice } from './idle-notice.js';
import { IsolationBudget } from './isolation-budget.js';
import { Item } from './item.js';
import { ItemLease } from './item-lease.js';
import { LeasedBatch, type BatchOwner } from './leased-batch.js';
import { Ledger } from './ledger.js';
import { Line } from './line.js';
import { PendingCuts } from './pending-cuts.js';
import { PendingPull, PendingPulls } from './pending-pulls.js';
import { RetryPolicy } from './retry-policy.js';
import { StrategyHost } from './strategy-host.js';
import { WaitingItems } from './waiting-items.js';
import type { Batch, CrashKind, Newcomer, Pull, QueueStats, Work, WorkQueue } from './work-queue.js';
import type { ResolvedWorkQueueOptions } from './work-queue.options.js';

/**
 * Brings items and slots together. An item waits, then its strategy puts it into a cut, then a slot leases the cut; at
 * each of these stages the {@link Ledger} may take it out for good. Retries skip the strategy and are cuts at once.
 */
export class MemoryWorkQueue<Payload, Result>
  implements WorkQueue<Payload, Result>, BatchOwner<Payload, Result>
{
  readonly #arrivals: Arrivals<Item<Payload, Result>>;
  readonly #waiting: WaitingItems<Item<Payload, Result>>;
  readonly #cuts = new PendingCuts<Item<Payload, Result>>();
  readonly #pulls = new PendingPulls<Batch<Payload, Result>>();
  readonly #strategy: StrategyHost;
  readonly #ledger: Ledger<Payload, Result>;
  readonly #budget = new IsolationBudget();
  readonly #retryPolicy: RetryPolicy;
  readonly #forecast = new Forecast();
  readonly #admission: Admission;
  readonly #idle = new IdleNotice(() => this.#waitingCount + this.#ledger.counts.leased === 0);
  readonly #batchSizes = new Map<number, number>();
  #lastId = 0;
  /**
   * Offers that came to nothing: the strategy emitted an empty cut for them, or a slot it was not asked for took its
   * cut. So many demands are offered again after the next arrivals; without it they would be forgotten.
   */
  #unanswered = 0;

  constructor(private readonly options: ResolvedWorkQueueOptions<Payload>) {
    const { clock, defer, afterPoll } = options;
    this.#arrivals = new Arrivals(
      defer,
      (item) => item.waitingPosition >= 0,
      () => this.#offerAgain(),
    );
    this.#waiting = new WaitingItems(this.#arrivals.tickets);
    this.#ledger = new Ledger(
      clock,
      afterPoll,
      (item) => {
        if (!this.#waiting.remove(item)) this.#cuts.remove(item);
      },
      () => this.#idle.left(),
      this.#forecast,
      options.observer,
    );
    this.#retryPolicy = new RetryPolicy(options, this.#budget);
    this.#admission = new Admission(
      options,
      new Line(this.#waiting, this.#cuts, this.#pulls),
      this.#forecast,
    );
    this.#strategy = new StrategyHost(
      this.#waiting,
      clock,
      (tickets) => this.#accept(tickets),
      (error) => this.#strategyReplaced(error),
    );
    this.#strategy.run(options.strategy);
  }

  refusal(newcomer: Newcomer): Error | undefined {
    return this.#admission.refusal(newcomer);
  }

  reject(payload: Payload, error: Error, elapsedMs: number): void {
    this.#ledger.reject(payload, error, elapsedMs);
  }

  submit(work: Work<Payload, Result>): Ticket {
    const refusal = this.#admission.refusal(work);
    if (refusal) {
      this.#ledger.reject(work.payload, refusal, work.elapsedMs ?? 0);
      throw refusal;
    }
    const { keyOf, costOf, clock } = this.options;
    const traits = { key: keyOf(work.payload), cost: costOf(work.payload) };
    const item = new Item<Payload, Result>(this, ++this.#lastId, clock.now(), work, traits);
    this.#ledger.admit(item);
    this.#wait(item);
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
      const pull = new PendingPull<Batch<Payload, Result>>(demand, resolve);
      this.#pulls.add(pull);
      this.#dispatch();
      if (this.#pulls.has(pull)) this.#offer(pull);
      if (this.#pulls.has(pull)) pull.onAbort(() => this.#withdraw(pull));
    });
  }

  head(): Ticket | undefined {
    return this.#cuts.head ?? this.#waiting.peek(1)[0];
  }

  stats(): QueueStats {
    return {
      ...this.#ledger.counts,
      waiting: this.#waitingCount,
      batchSizes: new Map(this.#batchSizes),
    };
  }

  close(error: Error): void {
    this.#admission.close(error);
    const waiting = [...this.#cuts.all(), ...this.#waiting.peek(this.#waiting.size)];
    for (const item of waiting) this.#ledger.fail(item, error);
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
    const items = this.#retryable(batch, workerCrashed);
    if (this.#failWhenClosed(items)) return;
    if (batch.alone) this.#cuts.add(items, true);
    else for (const item of items) this.#wait(item);
    this.#dispatch();
  }

  get #waitingCount(): number {
    return this.#waiting.size + this.#cuts.size;
  }

  #owns(ticket: Ticket): ticket is Item<Payload, Result> {
    return ticket instanceof Item && ticket.owner === this;
  }

  #wait(item: Item<Payload, Result>): void {
    this.#waiting.add(item);
    this.#arrivals.add(item);
  }

  /** Takes the items of a batch back, but for streams that have begun: a client cannot be sent the same part twice. */
  #retryable(batch: LeasedBatch<Payload, Result>, refusal: () => Error): readonly Item<Payload, Result>[] {
    const items = batch.reclaim();
    for (const item of items) if (item.hasBegunToStream) this.#ledger.fail(item, refusal());
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
      this.#cuts.add(group, true);
    }
    if (groups.length === 0) for (const item of items) this.#ledger.fail(item, refusal());
    this.#dispatch();
  }

  /** Nobody may come to take what goes back into a closed queue. */
  #failWhenClosed(items: readonly Item<Payload, Result>[]): boolean {
    const { closed } = this.#admission;
    if (closed === undefined) return false;
    for (const item of items) this.#ledger.fail(item, closed);
    return true;
  }

  #offer(pull: PendingPull<Batch<Payload, Result>>): void {
    pull.offered = true;
    this.#strategy.offer(pull);
  }

  #offerAgain(): void {
    const pulls = this.#pulls.oldest(this.#unanswered);
    this.#unanswered = 0;
    for (const pull of pulls) if (this.#pulls.has(pull)) this.#offer(pull);
  }

  #strategyReplaced(error: Error): void {
    this.#unanswered = Infinity;
    this.#offerAgain();
    this.options.onStrategyError(error);
  }

  #withdraw(pull: PendingPull<Batch<Payload, Result>>): void {
    if (!this.#pulls.delete(pull)) return;
    pull.revoke();
    pull.settle(undefined);
  }

  /** Takes the tickets of a cut out of `waiting`, whatever a strategy may have put into it. */
  #accept(tickets: readonly Ticket[]): void {
    const items: Item<Payload, Result>[] = [];
    for (const ticket of tickets) {
      if (this.#owns(ticket) && this.#waiting.remove(ticket)) items.push(ticket);
    }
    if (items.length === 0) this.#unanswered++;
    for (const group of byKey(items)) this.#cuts.add(group, false);
    this.#dispatch();
  }

  /** Gives the cuts that are decided to the slots that ask. */
  #dispatch(): void {
    for (let cut = this.#cuts.first; cut !== undefined; cut = this.#cuts.first) {
      const pull = this.#pulls.takerOf(cut.size, cut.alone);
      if (pull === undefined) return;
      this.#pulls.delete(pull);
      // A strategy answers each demand with one cut. Keep its count right when cuts and demands meet otherwise.
      if (cut.alone) pull.revoke();
      else if (!pull.offered) this.#unanswered++;
      pull.settle(this.#lease(this.#cuts.take(cut, pull.room), cut.alone));
    }
  }

  #lease(items: readonly Item<Payload, Result>[], alone: boolean): Batch<Payload, Result> {
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
    this.#forecast.dispatched(cost, this.#waitingCount, now);
    return new LeasedBatch(leases, alone, isSuspect, this);
  }
}

const workerCrashed = (): Error => new LitServeException('worker_crashed');
