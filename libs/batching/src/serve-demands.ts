import { Observable, type OperatorFunction } from 'rxjs';
import type { Cut, CutReason, OpenDemand, Ticket, Waiting } from './batching-strategy.js';
import { DemandLine } from './demand-line.js';

/** Whether a batch that is not full goes now or is held back for company. */
export interface HoldPolicy {
  /** Why a batch that is not full goes after all. */
  readonly why: CutReason;
  /** True to hold `batch` back; `retry` is called once it may have been held long enough. */
  holds(batch: readonly Ticket[], demand: OpenDemand, retry: () => void): boolean;
  /** True when something is held already and goes no sooner for `arrival`, so that there is nothing to look at. */
  outlasts(arrival: Ticket, demand: OpenDemand): boolean;
  /** Nothing is held any more. */
  release(): void;
}

/**
 * The machinery of the built-in strategies: the oldest demand gets the first items by rank, of one key, as many as it
 * has room for. One subscription to arrivals in all, and no operator, timer or allocation per item.
 */
export function serveDemands(waiting: Waiting, hold: HoldPolicy): OperatorFunction<OpenDemand, Cut> {
  return (demands) =>
    new Observable<Cut>((subscriber) => {
      const server = new DemandServer(waiting, hold, (cut) => subscriber.next(cut));
      subscriber.add(waiting.arrivals.subscribe((arrival) => server.serve(arrival)));
      subscriber.add(
        demands.subscribe({
          next: (demand) => server.join(demand),
          error: (error) => subscriber.error(error),
          complete: () => subscriber.complete(),
        }),
      );
      subscriber.add(() => hold.release());
    });
}

class DemandServer {
  readonly #line = new DemandLine();
  readonly #retry = (): void => this.serve();

  constructor(
    private readonly waiting: Waiting,
    private readonly hold: HoldPolicy,
    private readonly emit: (cut: Cut) => void,
  ) {}

  join(demand: OpenDemand): void {
    this.#line.join(demand);
    this.serve();
  }

  /** Cuts for every demand that can be served; `arrival` is the ticket that gave the occasion, if one did. */
  serve(arrival?: Ticket): void {
    let cut: Cut | undefined;
    while ((cut = this.#next(arrival))) this.emit(cut);
  }

  #next(arrival: Ticket | undefined): Cut | undefined {
    const { waiting, hold } = this;
    const demand = waiting.size === 0 ? undefined : this.#line.first();
    if (demand === undefined) {
      hold.release();
      return undefined;
    }
    const { room, fullOnly } = demand;
    // Too few for a full batch, whatever their keys: an arrival need not look at them one by one.
    if (waiting.size < room && (fullOnly || (arrival && hold.outlasts(arrival, demand)))) return undefined;

    const [head] = waiting.peek(1);
    const tickets = head === undefined ? [] : waiting.peek(room, head.key);
    const full = tickets.length === room;
    if (tickets.length === 0 || (!full && (fullOnly || hold.holds(tickets, demand, this.#retry))))
      return undefined;
    this.#line.leave();
    return { tickets, why: full ? 'full' : hold.why };
  }
}
