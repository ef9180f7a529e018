export interface RestartTimings {
  /** Pause after the first boot that fails; it doubles with each further one. @default 250 */
  readonly minRestartDelayMs: number;
  /** @default 30_000 */
  readonly maxRestartDelayMs: number;
}

/** How a worker's life went, as far as it decides when the next may begin. */
export type Life =
  /** It never was ready. */
  | 'failed'
  /** It died, or was killed while it booted, before it was given anything. */
  | 'idle'
  /** It was given work. */
  | 'worked';

/**
 * Says when a dead worker is replaced. One that had worked is replaced at once: whatever killed it is the business of
 * its items. Those that fail to boot, or die again and again without having done anything, must not eat a core.
 */
export class RestartDelay {
  /** Lives in a row that came to nothing. */
  #vain = 0;
  #failures = 0;

  constructor(
    private readonly timings: RestartTimings,
    private readonly random: () => number,
  ) {}

  /** Lives in a row that give reason to wait. */
  get failures(): number {
    return this.#failures;
  }

  /** @returns ms from now to the next start */
  after(life: Life): number {
    this.#vain = life === 'worked' ? 0 : this.#vain + 1;
    // An operator may kill an idle worker; that alone is no reason to wait.
    this.#failures = life === 'idle' ? this.#vain - 1 : this.#vain;
    if (this.#failures === 0) return 0;
    const { minRestartDelayMs, maxRestartDelayMs } = this.timings;
    const delay = Math.min(maxRestartDelayMs, minRestartDelayMs * 2 ** (this.#failures - 1));
    // Workers that failed together must not come back together.
    return delay * (0.5 + this.random() / 2);
  }
}
