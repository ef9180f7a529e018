/** Whose worker is being replaced although nothing is wrong with it: one at a time, first come, first served. */
export class RecycleTurn {
  readonly #waiting: (() => void)[] = [];
  #isTaken = false;

  /** @param canSpare whether the pool can do without one of its workers now */
  constructor(private readonly canSpare: () => boolean) {}

  /** Resolves when it is this worker's turn. @returns ends the turn; calling it again does nothing */
  async acquire(): Promise<() => void> {
    if (this.#isFree) this.#isTaken = true;
    else await new Promise<void>((begin) => this.#waiting.push(begin));
    let isHeld = true;
    return () => {
      if (!isHeld) return;
      isHeld = this.#isTaken = false;
      this.look();
    };
  }

  /** It may be somebody's turn, as a worker is ready or a turn has ended. */
  look(): void {
    if (this.#waiting.length === 0 || !this.#isFree) return;
    this.#isTaken = true;
    this.#waiting.shift()?.();
  }

  get #isFree(): boolean {
    return !this.#isTaken && this.canSpare();
  }
}
