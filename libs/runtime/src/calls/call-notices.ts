import type { FromWorkerControl } from '#wire';

/** Collects the cancels and the credit of a turn of the event loop, and tells of all of them at once. */
export class CallNotices {
  /** A turn is asked for while there is anything in these two. */
  #cancels: number[] = [];
  #credits = new Map<number, number>();

  /** @param isOpen credit of a call that is over by then is not told */
  constructor(
    private readonly tell: (message: FromWorkerControl) => void,
    private readonly isOpen: (call: number) => boolean,
  ) {}

  cancel(call: number): void {
    this.#arm();
    this.#cancels.push(call);
  }

  credit(call: number, bytes: number): void {
    this.#arm();
    this.#credits.set(call, (this.#credits.get(call) ?? 0) + bytes);
  }

  #arm(): void {
    if (this.#cancels.length + this.#credits.size === 0) setImmediate(this.#flush);
  }

  readonly #flush = (): void => {
    const calls = this.#cancels;
    const credits = [...this.#credits].filter(([call]) => this.isOpen(call));
    this.#cancels = [];
    this.#credits = new Map();
    if (calls.length > 0) this.tell({ litserve: 'cancel-calls', calls });
    if (credits.length > 0) this.tell({ litserve: 'credit-calls', credits });
  };
}
