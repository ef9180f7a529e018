import { deferred, type Deferred } from '#common';

/** No longer than so many ms do generators keep the event loop from turning: cancels and credit are read in between. */
const MAX_TURN_MS = 2;

/**
 * The turns of the event loop as all streams of a worker share them. What they produce within one turn leaves at the
 * beginning of the next one, and before any of them goes on: behind a step that blocks the process it would wait.
 *
 * While what left before is still on its way, nothing more leaves: chunks of a stream that wait here become one, and the
 * HTTP process catches up; in the pipe they would only wait one by one.
 */
export class TurnPump {
  #turnBegan: number;
  #isArmed = false;
  readonly #flushes = new Set<() => void>();
  /** Those that wait for nothing but the turn: a client is to see its first chunk as early as can be. */
  readonly #urgent = new Set<() => void>();
  /** What left in an earlier turn is still on its way. */
  #isLeaving = false;
  /** A turn has begun meanwhile, so its flushes are due as soon as that has arrived. */
  #isHeldUp = false;
  /** Those who wait for the next turn. */
  #waiting: Deferred<void> | undefined;

  /** @param flushed resolves when more may be sent after what the flushes have sent; does not reject */
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
  flushNextTurn(flush: () => void, isUrgent = false): void {
    (isUrgent ? this.#urgent : this.#flushes).add(flush);
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
    const isUrgent = this.#urgent.size > 0;
    callAll(this.#urgent);
    if (this.#isLeaving) {
      this.#isHeldUp = true;
      if (isUrgent) void this.flushed();
    } else if (isUrgent || this.#flushes.size > 0) void this.#flush();
    waiting?.resolve();
  };

  async #flush(): Promise<void> {
    this.#isLeaving = true;
    do {
      this.#isHeldUp = false;
      callAll(this.#flushes);
      await this.flushed();
    } while (this.#isHeldUp);
    this.#isLeaving = false;
  }
}

function callAll(flushes: Set<() => void>): void {
  const all = [...flushes];
  flushes.clear();
  for (const flush of all) flush();
}
