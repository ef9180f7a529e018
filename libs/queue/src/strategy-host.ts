import {
  onDemand,
  type BatchingStrategy,
  type Cut,
  type OpenDemand,
  type Ticket,
  type Waiting,
} from '#batching';
import { Subject, Subscription, type SchedulerLike } from 'rxjs';

/**
 * Runs a strategy, which may be anybody's code. One that throws, fails or completes is replaced by `onDemand()`; the
 * demands it was offered must then be offered again.
 */
export class StrategyHost {
  #demands = new Subject<OpenDemand>();
  #running = new Subscription();

  /**
   * @param cut called with the tickets of each cut, as the strategy gave them
   * @param replaced called after the fallback has taken over, with what was wrong
   */
  constructor(
    private readonly waiting: Waiting,
    private readonly clock: SchedulerLike,
    private readonly cut: (tickets: readonly Ticket[]) => void,
    private readonly replaced: (error: Error) => void,
  ) {}

  run(strategy: BatchingStrategy): void {
    this.#demands = new Subject();
    // Known before it is filled, so that a strategy that fails while it is being subscribed can be stopped.
    const running = new Subscription();
    this.#running = running;
    try {
      const cuts = strategy(this.waiting, this.clock)(this.#demands);
      const next = (cut: Cut): void => this.#emitted(cut);
      const error = (reason: unknown): void => this.#replace(reason);
      const complete = (): void => this.#replace(new Error('The batching strategy has completed'));
      running.add(cuts.subscribe({ next, error, complete }));
    } catch (reason) {
      this.#replace(reason);
    }
  }

  offer(demand: OpenDemand): void {
    this.#demands.next(demand);
  }

  /** Ends its strategy, timers and all; it emits nothing more. */
  stop(): void {
    this.#running.unsubscribe();
  }

  #emitted(cut: Cut): void {
    let tickets: Ticket[];
    try {
      // A copy, made before anything is touched: what is not a cut at all must not leave half a batch behind.
      tickets = [...cut.tickets];
    } catch (reason) {
      this.#replace(reason);
      return;
    }
    this.cut(tickets);
  }

  #replace(reason: unknown): void {
    this.#running.unsubscribe();
    this.run(onDemand());
    this.replaced(reason instanceof Error ? reason : new Error(String(reason)));
  }
}
