import { deferred, type Deferred } from '#common';
import type { ItemWriter } from './item-writer.js';
import { putOutput } from './put-output.js';
import type { Source } from './source.js';
import { isThenable } from './thenable.js';
import type { TurnPump } from './turn-pump.js';

/** How one `predict` call is stepped. */
export interface StreamPlan {
  /** Calls `predict`. */
  begin(): Promise<Source>;
  /** One entry per writer from what one step has yielded. */
  entries(step: unknown): Promise<readonly unknown[]> | readonly unknown[];
}

/**
 * Steps one generator, for one item or for the items of a batch, until it ends or nobody is left to step it for. It
 * waits for credit only when none of its items has any: a slow client holds back itself and no other.
 */
export class StreamRun {
  #source: Source | undefined;
  /** Set while it waits for credit. */
  #change: Deferred<void> | undefined;

  constructor(
    private readonly writers: readonly ItemWriter[],
    private readonly plan: StreamPlan,
    private readonly pump: TurnPump,
  ) {
    for (const { stream } of writers) stream.onChange = () => this.#changed();
  }

  /**
   * Resolves when the generator has really ended.
   *
   * @throws what it threw before any of several items had a chunk, so that the queue may run them apart
   */
  async run(): Promise<void> {
    try {
      this.#source = await this.plan.begin();
      await this.#steps(this.#source);
      await Promise.all(this.#open.map((writer) => writer.end()));
    } catch (error) {
      this.#fail(error);
    } finally {
      await this.#source?.close();
      await Promise.all(this.writers.map((writer) => writer.close()));
    }
  }

  get #open(): readonly ItemWriter[] {
    return this.writers.filter(({ stream }) => stream.isOpen);
  }

  async #steps(source: Source): Promise<void> {
    for (let isFirst = true; ; isFirst = false) {
      if (!this.#hasCredit) await this.#awaitCredit();
      if (!this.#isWanted) return;
      const next = source.next();
      const { done, value } = isThenable(next) ? await next : next;
      if (done === true) return;
      const given = this.plan.entries(value);
      const entries = isThenable(given) ? await given : given;
      const puts = this.writers.map((writer, index) => putOutput(writer, entries[index]));
      const pending = puts.filter((put) => put !== undefined);
      if (pending.length > 0) await Promise.all(pending);
      // The first chunk leaves before the second is made, however fast that may be: clients wait for it.
      if (isFirst || this.pump.isDue) await this.pump.nextTurn();
    }
  }

  get #hasCredit(): boolean {
    return this.writers.some(({ stream }) => stream.isOpen && stream.hasCredit);
  }

  async #awaitCredit(): Promise<void> {
    while (this.#isWanted && !this.#hasCredit) {
      this.#change ??= deferred();
      await this.#change.promise;
    }
  }

  get #isWanted(): boolean {
    return this.writers.some(({ stream }) => stream.isOpen);
  }

  /** A stream has got credit or is over. */
  #changed(): void {
    this.#change?.resolve();
    this.#change = undefined;
    for (const writer of this.writers) if (!writer.stream.isOpen) void writer.close();
    if (!this.#isWanted) void this.#source?.close();
  }

  #fail(error: unknown): void {
    const open = this.#open;
    if (open.length > 1 && open.every(({ stream }) => !stream.hasSpoken)) {
      for (const { stream } of open) stream.abandon();
      throw error;
    }
    for (const { stream } of open) stream.fail(error);
  }
}
