import { deferred, type Deferred } from '#common';

/** No longer than so many ms do generators keep the event loop from turning: cancels and credit are read in between. */
const MAX_TURN_MS = 2;

/**
 * The turns of the event loop as all streams of a worker share them. What they produce within one turn leaves at the
 * beginning of the next one, and before any of them goes on: behind a step that blocks the process it would wait.
 *
 * While the operating system has not taken what left before, nothing more leaves: chunks of a stream that wait here
 * become one, and the HTTP process catches up; in a pipe that is full they would only wait one by one.
 */
export class TurnPump {
  #turnBegan: number;
  #isArmed = false;
  readonly #flushes = new Set<() => void>();
  /** What left in an earlier turn is still being written. */
  #isLeaving = false;
  /** A turn has begun meanwhile, so its flushes are due as soon as that is written. */
  #isHeldUp = false;
  /** Those who wait for the next turn. */
  #waiting: Deferred<void> | undefined;

  /** @param flushed resolves when the operating system has what the flushes have sent; does not reject */
  constructor(
    private readonly flushed: () => Promise<void>,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.#turnBegan = now();
  }

  /** Whether this turn has lasted long enough. */
  get isDue(): boolean {
    return this.now() - this.#turnBegan > MAX_TURN_MS;
  }

  /** Calls it once at the next turn, however often it was asked to. */
  flushNextTurn(flush: () => void): void {
    this.#flushes.add(flush);
    this.#arm();
  }

  nextTurn(): Promise<void> {
    this.#waiting ??= deferred();
    this.#arm();
    return this.#waiting.promise;
  }

  #arm(): void {
    if (this.#isArmed) return;
    this.#isArmed = true;
    setImmediate(this.#turn);
  }

  readonly #turn = (): void => {
    const waiting = this.#waiting;
    this.#isArmed = false;
    this.#waiting = undefined;
    this.#turnBegan = this.now();
    if (this.#isLeaving) this.#isHeldUp = true;
    else if (this.#flushes.size > 0) void this.#flush();
    waiting?.resolve();
  };

  async #flush(): Promise<void> {
    this.#isLeaving = true;
    do {
      this.#isHeldUp = false;
      const flushes = [...this.#flushes];
      this.#flushes.clear();
      for (const flush of flushes) flush();
      await this.flushed();
    } while (this.#isHeldUp);
    this.#isLeaving = false;
  }
}
