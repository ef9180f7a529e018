interface Waiting {
  readonly failures: number;
  readonly begin: () => void;
}

/**
 * How many workers of the app may boot at once: loading models takes all the cores and the disk, and more at a time only
 * makes each of them late. One per app. Workers whose boots have failed come last, and one turn is kept free of them where
 * there are two: a pool that cannot boot goes on trying, which must not keep a healthy one waiting.
 */
export class BootLimiter {
  /** In the order in which they came. */
  readonly #waiting: Waiting[] = [];
  #booting = 0;
  /** Those of them that have failed before. */
  #retrying = 0;

  constructor(private readonly maxConcurrentBoots: number) {}

  /**
   * Resolves when it is this worker's turn.
   *
   * @param failures boots in a row that came to nothing
   * @returns ends the turn; calling it again does nothing
   */
  async acquire(failures = 0): Promise<() => void> {
    if (this.#mayBegin(failures)) this.#count(failures, 1);
    else await new Promise<void>((begin) => this.#waiting.push({ failures, begin }));
    let isHeld = true;
    return () => {
      if (isHeld) this.#release(failures);
      isHeld = false;
    };
  }

  #mayBegin(failures: number): boolean {
    if (this.#booting >= this.maxConcurrentBoots) return false;
    return failures === 0 || this.#retrying < Math.max(1, this.maxConcurrentBoots - 1);
  }

  /** A turn goes straight to the next in line, so nobody can slip in between. */
  #release(failures: number): void {
    this.#count(failures, -1);
    const next = this.#waiting.reduce<Waiting | undefined>(
      (first, one) => (first && first.failures <= one.failures ? first : one),
      undefined,
    );
    if (!next || !this.#mayBegin(next.failures)) return;
    this.#waiting.splice(this.#waiting.indexOf(next), 1);
    this.#count(next.failures, 1);
    next.begin();
  }

  #count(failures: number, by: 1 | -1): void {
    this.#booting += by;
    if (failures > 0) this.#retrying += by;
  }
}
