import { VirtualTimeScheduler, type SchedulerAction, type SchedulerLike, type Subscription } from 'rxjs';
import { settle } from './settle.js';

/**
 * The time of an app under test, in ms from 0. It stands still until a test steps it, and everything of the app that
 * waits for time does so on it: batch windows, deadlines, idle times of streams, restarts, drains. An RxJS operator of
 * your own may, too: it is a scheduler.
 *
 * @example
 * const answer = double.predict(2);
 * await testing.clock.advance(5);
 */
export class VirtualClock implements SchedulerLike {
  readonly #scheduler = new VirtualTimeScheduler();
  /** Of the steps asked for, the last: they go one after the other. */
  #stepping: Promise<void> = Promise.resolve();
  /** Something is due at this very moment, and will be called in the next turn. */
  #isDueSoon = false;
  #isFlowing = false;
  #isPumping = false;

  now(): number {
    return this.#scheduler.frame;
  }

  schedule<T>(work: (this: SchedulerAction<T>, state?: T) => void, delay = 0, state?: T): Subscription {
    // What a sum of fractions has made a hair less than nothing is due now.
    const action = this.#scheduler.schedule<T>(work, Math.max(0, delay), state);
    this.#look();
    return action;
  }

  /** How long until the next thing happens that waits for time, in ms; `undefined` when nothing does. */
  get nextInMs(): number | undefined {
    const [first] = this.#scheduler.actions;
    return first && first.delay - this.#scheduler.frame;
  }

  /**
   * Lets so many ms pass, step by step: whatever is due is called at its time, and what follows from it is done before the
   * next. Resolves when nothing more follows, but for what waits for the real world (files, sockets, timers of others).
   *
   * @throws RangeError for what is no duration
   */
  advance(ms: number): Promise<void> {
    if (!(ms >= 0 && Number.isFinite(ms))) {
      throw new RangeError(`clock.advance() takes milliseconds from 0, got ${String(ms)}`);
    }
    const step = this.#stepping.then(() => this.#advance(ms));
    this.#stepping = step.catch(() => undefined);
    return step;
  }

  /** Lets everything happen that need not wait for time: what was submitted has been given to a free worker, and so on. */
  settle(): Promise<void> {
    return settle();
  }

  /** From now on time passes by itself, as fast as things get done: what is being closed must not wait for a test. */
  flow(): void {
    this.#isFlowing = true;
    this.#look();
  }

  async #advance(ms: number): Promise<void> {
    await settle();
    const until = this.#scheduler.frame + ms;
    for (let due = this.#dueAt; due <= until; due = this.#dueAt) {
      this.#runUntil(due);
      await settle();
    }
    this.#scheduler.frame = Math.max(this.#scheduler.frame, until);
  }

  get #dueAt(): number {
    return this.#scheduler.actions[0]?.delay ?? Infinity;
  }

  #runUntil(frame: number): void {
    this.#scheduler.maxFrames = frame;
    this.#scheduler.flush();
  }

  #look(): void {
    if (this.#isFlowing) void this.#pump();
    else if (!this.#isDueSoon && this.#dueAt <= this.now()) {
      this.#isDueSoon = true;
      setImmediate(() => {
        this.#isDueSoon = false;
        this.#runUntil(this.now());
        this.#look();
      });
    }
  }

  async #pump(): Promise<void> {
    if (this.#isPumping) return;
    this.#isPumping = true;
    while (this.#scheduler.actions.length > 0) {
      await settle();
      if (this.#dueAt < Infinity) this.#runUntil(this.#dueAt);
    }
    this.#isPumping = false;
  }
}
