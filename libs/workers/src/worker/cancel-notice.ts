import type { Clock } from '../clock.js';

/** Collects cancelled items and tells the worker of all of a turn at once: a dropped proxy cancels hundreds. */
export class CancelNotice {
  /** Not told yet; a turn is asked for while it is not empty. */
  #items: number[] = [];

  constructor(
    private readonly clock: Clock,
    private readonly tell: (items: readonly number[]) => void,
  ) {}

  add(item: number): void {
    this.#items.push(item);
    if (this.#items.length === 1) this.clock.nextTurn(() => this.#flush());
  }

  #flush(): void {
    const items = this.#items;
    this.#items = [];
    this.tell(items);
  }
}
