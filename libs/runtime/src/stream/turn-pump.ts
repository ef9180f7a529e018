import { deferred, type Deferred } from '#common';

/** No longer than so many ms do generators keep the event loop from turning: cancels and credit are read in between. */
const MAX_TURN_MS = 2;

/**
 * The turns of the event loop as all streams of a worker share them. What they produce within one turn leaves at the
 * beginning of the next one, and before any of them goes on: behind a step that blocks the process it would wait.
 */
export class TurnPump {
  #turnBegan: number;
  #isArmed = false;
  readonly #flushes = new Set<() => void>();
  /** Those who wait for the next turn. */
  #waiting: Deferred<void> | undefined;

  constructor(private readonly now: () => number = () => performance.now()) {
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
    const flushes = [...this.#flushes];
    this.#flushes.clear();
    for (const flush of flushes) flush();
    waiting?.resolve();
  };
}
