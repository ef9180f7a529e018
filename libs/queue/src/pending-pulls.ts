import type { Demand, OpenDemand, WorkerId } from '#batching';

/** A slot that waits for a batch: the promise it holds, and the demand its strategy sees. */
export class PendingPull<Batch> implements OpenDemand {
  readonly worker: WorkerId;
  readonly room: number;
  readonly waitMs: number;
  readonly fullOnly: boolean;
  /** Whether the strategy was asked on its behalf. */
  offered = false;
  #open = true;
  /** Made when a strategy first reads {@link signal}: few do, and a controller costs more than the rest of a pull. */
  #controller: AbortController | undefined;
  #onAbort: (() => void) | undefined;

  constructor(
    private readonly demand: Demand,
    readonly resolve: (batch: Batch | undefined) => void,
  ) {
    this.worker = demand.worker;
    this.room = demand.room;
    this.waitMs = demand.waitMs;
    this.fullOnly = demand.fullOnly;
  }

  get open(): boolean {
    return this.#open;
  }

  get signal(): AbortSignal {
    this.#controller ??= new AbortController();
    if (!this.#open) this.#controller.abort();
    return this.#controller.signal;
  }

  /** Tells the strategy, if it was asked, to answer no more. */
  revoke(): void {
    this.#open = false;
    this.#controller?.abort();
  }

  onAbort(listener: () => void): void {
    this.#onAbort = listener;
    this.demand.signal.addEventListener('abort', listener, { once: true });
  }

  settle(batch: Batch | undefined): void {
    // A slot asks with the same signal for as long as it lives; a listener per pull would pile up on it.
    if (this.#onAbort) this.demand.signal.removeEventListener('abort', this.#onAbort);
    this.resolve(batch);
  }
}

/** The slots that wait, in the order they asked; those that only want a full batch come after all others. */
export class PendingPulls<Batch> {
  readonly #normal = new Set<PendingPull<Batch>>();
  readonly #fullOnly = new Set<PendingPull<Batch>>();

  /** Whether a slot asks that would begin at once. */
  get hasFree(): boolean {
    return this.#normal.size > 0;
  }

  add(pull: PendingPull<Batch>): void {
    (pull.fullOnly ? this.#fullOnly : this.#normal).add(pull);
  }

  has(pull: PendingPull<Batch>): boolean {
    return this.#normal.has(pull) || this.#fullOnly.has(pull);
  }

  /** False when it was not pending. */
  delete(pull: PendingPull<Batch>): boolean {
    return this.#normal.delete(pull) || this.#fullOnly.delete(pull);
  }

  /**
   * Who gets a batch of this size: a prefetch only one that fills it, and only when no slot is free; never one that is
   * to run alone.
   */
  takerOf(size: number, alone: boolean): PendingPull<Batch> | undefined {
    for (const pull of this.#normal) return pull;
    if (alone) return undefined;
    for (const pull of this.#fullOnly) if (pull.room <= size) return pull;
    return undefined;
  }

  oldest(max: number): PendingPull<Batch>[] {
    return max === 0 ? [] : [...this.#normal, ...this.#fullOnly].slice(0, max);
  }
}
