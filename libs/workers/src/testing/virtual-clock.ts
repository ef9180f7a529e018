import type { Clock } from '../clock.js';

interface Timer {
  readonly at: number;
  readonly order: number;
  readonly call: () => void;
}

/** A clock that stands still until a spec moves it. */
export class VirtualClock implements Clock {
  #now = 0;
  #order = 0;
  readonly #timers = new Set<Timer>();
  #turn: (() => void)[] = [];

  /** Timers and turns that are set: 0 when the code under test is idle. */
  get pending(): number {
    return this.#timers.size + this.#turn.length;
  }

  now(): number {
    return this.#now;
  }

  after(ms: number, then: () => void): () => void {
    const timer = { at: this.#now + ms, order: this.#order++, call: then };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  nextTurn(then: () => void): void {
    this.#turn.push(then);
  }

  /** Lets promises settle and turns run until nothing more happens at this moment. */
  async settle(): Promise<void> {
    do {
      // A real turn of the event loop drains every microtask there is, and what those add.
      await new Promise((resolve) => setImmediate(resolve));
      const turn = this.#turn;
      this.#turn = [];
      for (const then of turn) then();
      await new Promise((resolve) => setImmediate(resolve));
    } while (this.#turn.length > 0);
  }

  /** Moves time on, timer by timer, and lets everything settle after each. */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms;
    await this.settle();
    for (let timer = this.#next(end); timer; timer = this.#next(end)) {
      this.#timers.delete(timer);
      this.#now = timer.at;
      timer.call();
      await this.settle();
    }
    this.#now = end;
  }

  #next(until: number): Timer | undefined {
    const due = [...this.#timers].filter((timer) => timer.at <= until);
    return due.toSorted((one, other) => one.at - other.at || one.order - other.order)[0];
  }
}
