import type { LoadClock } from '../bench/load/load-clock.js';

/** Time that jumps to the next instant somebody waits for, as soon as nothing else is to be done. */
export class VirtualClock implements LoadClock {
  #now = 1000;
  #isJumping = false;
  readonly #waiting: { readonly instant: number; readonly wake: () => void }[] = [];

  now = (): number => this.#now;

  until = (instant: number): Promise<void> =>
    new Promise((wake) => {
      const at = this.#waiting.findIndex((other) => other.instant > instant);
      this.#waiting.splice(at < 0 ? this.#waiting.length : at, 0, { instant, wake });
      this.#jump();
    });

  sleep = (ms: number): Promise<void> => this.until(this.#now + ms);

  /** The client itself is stuck for so long. */
  stall(ms: number): void {
    this.#now += ms;
  }

  #jump(): void {
    if (this.#isJumping) return;
    this.#isJumping = true;
    setImmediate(() => {
      this.#isJumping = false;
      const next = this.#waiting.shift();
      if (!next) return;
      this.#now = Math.max(this.#now, next.instant);
      next.wake();
      if (this.#waiting.length > 0) this.#jump();
    });
  }
}
