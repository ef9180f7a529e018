/**
 * How many workers of the app may boot at once, first come, first served: loading models takes all the cores and the
 * disk, and more at a time only makes each of them late. One per app.
 */
export class BootLimiter {
  #free: number;
  readonly #waiting: (() => void)[] = [];

  constructor(maxConcurrentBoots: number) {
    this.#free = maxConcurrentBoots;
  }

  /** Resolves when it is this worker's turn. @returns ends the turn; calling it again does nothing */
  async acquire(): Promise<() => void> {
    if (this.#free > 0) this.#free -= 1;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    let isHeld = true;
    return () => {
      if (isHeld) this.#release();
      isHeld = false;
    };
  }

  /** A turn goes straight to the next in line, so nobody can slip in between. */
  #release(): void {
    const next = this.#waiting.shift();
    if (next) next();
    else this.#free += 1;
  }
}
