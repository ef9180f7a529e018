import { map, Subject, tap, type Observable, type SchedulerLike, type Subscription } from 'rxjs';
import type { BatchingStrategy, Cut, Demand, OpenDemand, Ticket, Waiting } from './batching-strategy.js';

/** What a queue shows its strategy, small enough to be seen through: a sorted array. */
export class WaitingLine implements Waiting {
  readonly #arrivals = new Subject<Ticket>();
  #tickets: Ticket[] = [];
  #lastId = 0;

  constructor(private readonly clock: SchedulerLike) {}

  get size(): number {
    return this.#tickets.length;
  }

  get arrivals(): Observable<Ticket> {
    return this.#arrivals;
  }

  get watchers(): number {
    return this.#arrivals.observed ? 1 : 0;
  }

  peek(max: number, key?: string): readonly Ticket[] {
    return this.#tickets.filter((ticket) => key === undefined || ticket.key === key).slice(0, max);
  }

  /** One ticket per letter, its key; they join in one turn, as requests parsed in one poll phase do. */
  join(keys: string, { at = this.clock.now(), penalty = 0, deadline = Infinity } = {}): void {
    const joined = keys.split('').map((key): Ticket => {
      const id = ++this.#lastId;
      return { id, key, rank: at + penalty, arrivedAt: at, deadline, cost: 1, attempt: 0 };
    });
    this.#tickets = [...this.#tickets, ...joined].toSorted((a, b) => a.rank - b.rank || a.id - b.id);
    for (const ticket of joined) if (this.#tickets.includes(ticket)) this.#arrivals.next(ticket);
  }

  leave(cut: Cut): void {
    this.#tickets = this.#tickets.filter((ticket) => !cut.tickets.includes(ticket));
  }

  /** The cuts of a strategy as text, `'1,2 full'`: ids and reason. */
  cutBy(strategy: BatchingStrategy, demands: Observable<OpenDemand>): Observable<string> {
    return demands.pipe(
      strategy(this, this.clock),
      tap((cut) => this.leave(cut)),
      map(({ tickets, why }) => `${tickets.map(({ id }) => id).join()} ${why}`),
    );
  }
}

export function demandFor(room: number, rest: Partial<Demand> = {}): OpenDemand & { open: boolean } {
  return {
    worker: 1,
    room,
    waitMs: 0,
    fullOnly: false,
    signal: new AbortController().signal,
    open: true,
    ...rest,
  };
}

/** Counts what is scheduled, to show that nothing is when nothing happens. */
export class CountingScheduler implements SchedulerLike {
  readonly #actions: Subscription[] = [];

  constructor(private readonly inner: SchedulerLike) {}

  now(): number {
    return this.inner.now();
  }

  schedule(...args: Parameters<SchedulerLike['schedule']>): Subscription {
    const action = this.inner.schedule(...args);
    this.#actions.push(action);
    return action;
  }

  /** How often anything was scheduled. */
  get scheduled(): number {
    return this.#actions.length;
  }

  /** How many timers run now. */
  get running(): number {
    return this.#actions.filter((action) => !action.closed).length;
  }
}
