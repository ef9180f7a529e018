import { deferred, type Deferred } from '#common';
import type { SchedulerLike, Subscription } from 'rxjs';
import type { Lane } from '../lane.js';
import type { Batch, Pull } from '../work-queue.js';
import type { Session } from './session.js';
import { SharedAsk } from './shared-ask.js';

/** The sessions one worker keeps, the items of theirs that wait, and its slots that ask. */
export class WorkerLane<Payload, Result> {
  readonly #sessions = new Set<Session<Payload, Result>>();
  readonly #asks = new Set<SharedAsk<Payload, Result>>();
  /** Set once the worker is to be replaced. */
  #retired: Deferred<void> | undefined;
  #timer: Subscription | undefined;

  /**
   * @param lane of its own
   * @param shared with the other workers: what belongs to none of them yet
   */
  constructor(
    readonly lane: Lane<Payload, Result>,
    private readonly shared: Lane<Payload, Result>,
  ) {}

  get sessions(): ReadonlySet<Session<Payload, Result>> {
    return this.#sessions;
  }

  keep(session: Session<Payload, Result>): void {
    this.#sessions.add(session);
  }

  /** The session has ended. */
  drop(session: Session<Payload, Result>): void {
    this.#sessions.delete(session);
    if (this.#sessions.size === 0) this.#endRetiring();
  }

  ask(demand: Pull, answer: (batch: Batch<Payload, Result> | undefined) => void): void {
    const ask = new SharedAsk<Payload, Result>(demand, (batch) => {
      this.#asks.delete(ask);
      answer(batch);
    });
    this.#asks.add(ask);
    for (const lane of this.#lanes) ask.join(lane);
  }

  /** @see WorkerSessions.retire */
  retire(mostMs: number, clock: SchedulerLike): Promise<void> {
    if (this.#retired) return this.#retired.promise;
    this.#retired = deferred();
    for (const ask of this.#asks) ask.leave(this.shared);
    if (this.#sessions.size === 0) this.#endRetiring();
    else this.#timer = clock.schedule(() => this.#endRetiring(), mostMs);
    return this.#retired.promise;
  }

  /** The worker has gone. */
  close(): void {
    for (const ask of this.#asks) ask.end();
    this.lane.close();
    this.#endRetiring();
  }

  /** In the order of their first items. */
  get #lanes(): readonly Lane<Payload, Result>[] {
    if (this.#retired) return [this.lane];
    const own = this.lane.head()?.rank ?? Infinity;
    const shared = this.shared.head()?.rank ?? Infinity;
    return own <= shared ? [this.lane, this.shared] : [this.shared, this.lane];
  }

  #endRetiring(): void {
    this.#timer?.unsubscribe();
    this.#retired?.resolve();
  }
}
