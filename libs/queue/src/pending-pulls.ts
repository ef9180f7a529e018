import type { OpenDemand, WorkerId } from '#batching';
import { PullLine, type InLine } from './pull-line.js';
import type { Pull } from './work-queue.js';

/** A slot that waits for a batch: the promise it holds, and the demand its strategy sees. */
export class PendingPull<Batch> implements OpenDemand, InLine<PendingPull<Batch>> {
  readonly worker: WorkerId;
  readonly room: number;
  readonly waitMs: number;
  readonly fullOnly: boolean;
  before: PendingPull<Batch> | undefined;
  after: PendingPull<Batch> | undefined;
  line: PullLine<PendingPull<Batch>> | undefined;
  /** Whether the strategy was asked on its behalf. */
  offered = false;
  #open = true;
  /** Made when a strategy first reads {@link signal}: few do, and a controller costs more than the rest of a pull. */
  #controller: AbortController | undefined;
  #onAbort: (() => void) | undefined;

  constructor(
    private readonly asked: Pull,
    readonly resolve: (batch: Batch | undefined) => void,
  ) {
    this.worker = asked.worker;
    this.room = asked.room;
    this.waitMs = asked.waitMs;
    this.fullOnly = asked.fullOnly;
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
    this.asked.signal.addEventListener('abort', listener);
  }

  settle(batch: Batch | undefined): void {
    // A slot asks with the same signal for as long as it lives; a listener per pull would pile up on it.
    if (this.#onAbort) this.asked.signal.removeEventListener('abort', this.#onAbort);
    this.resolve(batch);
  }
}

/** The slots that wait, in the order they asked; those that only want a full batch come after all others. */
export class PendingPulls<Batch> {
  readonly #normal = new PullLine<PendingPull<Batch>>();
  readonly #fullOnly = new PullLine<PendingPull<Batch>>();

  /** Whether a slot asks that would begin at once. */
  get hasFree(): boolean {
    return this.#normal.first !== undefined;
  }

  add(pull: PendingPull<Batch>): void {
    (pull.fullOnly ? this.#fullOnly : this.#normal).join(pull);
  }

  has(pull: PendingPull<Batch>): boolean {
    return pull.line !== undefined;
  }

  /** False when it was not pending. */
  delete(pull: PendingPull<Batch>): boolean {
    return pull.line?.leave(pull) === true;
  }

  /**
   * Who gets a batch of this size: a prefetch only one that fills it, and only when no slot is free; never one that is
   * to run alone.
   */
  takerOf(size: number, alone: boolean): PendingPull<Batch> | undefined {
    if (this.#normal.first || alone) return this.#normal.first;
    for (const pull of this.#fullOnly) if (pull.room <= size) return pull;
    return undefined;
  }

  oldest(max: number): PendingPull<Batch>[] {
    return max === 0 ? [] : [...this.#normal, ...this.#fullOnly].slice(0, max);
  }
}
