import { VirtualTimeScheduler, type SchedulerAction, type SchedulerLike, type Subscription } from 'rxjs';

/** Time that passes when a spec says so, and counts who has asked to be woken. */
export class VirtualClock implements SchedulerLike {
  readonly #scheduler = new VirtualTimeScheduler();
  readonly #actions: Subscription[] = [];
  readonly #fired = new Set<Subscription>();
  /** Time that has passed without timers having run: a stalled event loop. */
  #stalledUntil = 0;

  now(): number {
    return Math.max(this.#scheduler.frame, this.#stalledUntil);
  }

  schedule<T>(work: (this: SchedulerAction<T>, state?: T) => void, delay = 0, state?: T): Subscription {
    const behind = this.now() - this.#scheduler.frame;
    const fired = (): unknown => this.#fired.add(action);
    const action = this.#scheduler.schedule<T>(
      function (given) {
        fired();
        work.call(this, given);
      },
      delay + behind,
      state,
    );
    this.#actions.push(action);
    return action;
  }

  advance(ms: number): void {
    const until = this.now() + ms;
    this.#scheduler.maxFrames = until;
    this.#scheduler.flush();
    this.#scheduler.frame = until;
  }

  /** Lets time pass while nothing runs; timers due meanwhile run late, with the next {@link advance}. */
  stall(ms: number): void {
    this.#stalledUntil = this.now() + ms;
  }

  /** How often anything was scheduled. */
  get scheduled(): number {
    return this.#actions.length;
  }

  /** How many timers run now. */
  get running(): number {
    return this.#actions.filter((action) => !action.closed && !this.#fired.has(action)).length;
  }
}
