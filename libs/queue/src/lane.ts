import type { Ticket } from '#batching';
import { Arrivals } from './arrivals.js';
import { byKey } from './by-key.js';
import type { Item } from './item.js';
import { PendingCuts } from './pending-cuts.js';
import { PendingPull, PendingPulls } from './pending-pulls.js';
import { StrategyHost } from './strategy-host.js';
import { WaitingItems } from './waiting-items.js';
import type { LeaseItems, WaitingRoom } from './waiting-room.js';
import type { Batch, Pull } from './work-queue.js';
import type { ResolvedWorkQueueOptions } from './work-queue.options.js';

export type LaneOptions = Pick<
  ResolvedWorkQueueOptions<never>,
  'clock' | 'defer' | 'strategy' | 'onStrategyError'
>;

/**
 * Items that any of the slots which ask here may take. An item waits, then the strategy puts it into a cut, then a slot
 * takes the cut. Retries skip the strategy and are cuts at once.
 */
export class Lane<Payload, Result> implements WaitingRoom<Payload, Result> {
  readonly #arrivals: Arrivals<Item<Payload, Result>>;
  readonly #waiting: WaitingItems<Item<Payload, Result>>;
  readonly #cuts = new PendingCuts<Item<Payload, Result>>();
  readonly #pulls = new PendingPulls<Batch<Payload, Result>>();
  readonly #strategy: StrategyHost;
  /**
   * Offers that came to nothing: the strategy emitted an empty cut for them, or a slot it was not asked for took its
   * cut. So many demands are offered again after the next arrivals; without it they would be forgotten.
   */
  #unanswered = 0;

  /** @param owns whether a ticket is one of the queue's; a strategy may give anything */
  constructor(
    private readonly options: LaneOptions,
    private readonly owns: (ticket: Ticket) => ticket is Item<Payload, Result>,
    private readonly lease: LeaseItems<Payload, Result>,
  ) {
    const { clock, defer } = options;
    this.#arrivals = new Arrivals(
      defer,
      (item) => item.waitingPosition >= 0,
      () => this.#offerAgain(),
    );
    this.#waiting = new WaitingItems(this.#arrivals.tickets);
    this.#strategy = new StrategyHost(
      this.#waiting,
      clock,
      (tickets) => this.#accept(tickets),
      (error) => this.#strategyReplaced(error),
    );
    this.#strategy.run(options.strategy);
  }

  get size(): number {
    return this.#waiting.size + this.#cuts.size;
  }

  get hasFreeSlot(): boolean {
    return this.#pulls.hasFree;
  }

  costBefore(rank: number): number {
    return this.#cuts.cost + this.#waiting.costBefore(rank);
  }

  head(): Ticket | undefined {
    return this.#cuts.head ?? this.#waiting.peek(1)[0];
  }

  onArrival(then: () => void): () => void {
    const arrivals = this.#arrivals.tickets.subscribe(then);
    return () => arrivals.unsubscribe();
  }

  all(): readonly Item<Payload, Result>[] {
    return [...this.#cuts.all(), ...this.#waiting.peek(this.#waiting.size)];
  }

  add(item: Item<Payload, Result>): void {
    this.#waiting.add(item);
    this.#arrivals.add(item);
  }

  addAlone(items: readonly Item<Payload, Result>[]): void {
    this.#cuts.add(items, true);
    this.#dispatch();
  }

  remove(item: Item<Payload, Result>): void {
    if (!this.#waiting.remove(item)) this.#cuts.remove(item);
  }

  ask(demand: Pull, answer: (batch: Batch<Payload, Result> | undefined) => void): void {
    const pull = new PendingPull<Batch<Payload, Result>>(demand, answer);
    this.#pulls.add(pull);
    this.#dispatch();
    if (this.#pulls.has(pull)) this.#offer(pull);
    if (this.#pulls.has(pull)) pull.onAbort(() => this.#withdraw(pull));
  }

  /** Nobody asks here any more, and nothing waits. */
  close(): void {
    this.#strategy.stop();
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
      if (this.owns(ticket) && this.#waiting.remove(ticket)) items.push(ticket);
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
      pull.settle(this.lease(this.#cuts.take(cut, pull.room), cut.alone, pull.worker));
    }
  }
}
