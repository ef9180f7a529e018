import type { Clock } from '../clock.js';

/** Collects the credit of a turn and tells the worker of all of it at once. */
export class CreditNotice {
  /** Bytes by item, not told yet; a turn is asked for while there are any. */
  #credits = new Map<number, number>();

  constructor(
    private readonly clock: Clock,
    private readonly tell: (credits: readonly (readonly [item: number, bytes: number])[]) => void,
  ) {}

  add(item: number, bytes: number): void {
    if (this.#credits.size === 0) this.clock.nextTurn(() => this.#flush());
    this.#credits.set(item, (this.#credits.get(item) ?? 0) + bytes);
  }

  #flush(): void {
    const credits = [...this.#credits];
    this.#credits = new Map();
    this.tell(credits);
  }
}
