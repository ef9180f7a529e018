/**
 * The batches of one endpoint: at most `concurrency` run at once, further ones (the queue prefetches when it is full)
 * wait in order of arrival.
 */
export class EndpointLane<Batch> {
  readonly #waiting: Batch[] = [];
  /** Slots that run a batch or are about to; a batch waits only while this is `concurrency`. */
  #busy = 0;
  /** The same slots to wait for; one may linger here for a moment after it has ended. */
  readonly #slots = new Set<Promise<void>>();

  /**
   * @param ready resolves when the next batch may start
   * @param work runs a batch until its result is written; never rejects
   */
  constructor(
    private readonly concurrency: number,
    private readonly ready: () => Promise<void>,
    private readonly work: (batch: Batch) => Promise<void>,
  ) {}

  push(batch: Batch): void {
    if (this.#busy === this.concurrency) {
      this.#waiting.push(batch);
      return;
    }
    const slot = this.#runSlot(batch).finally(() => this.#slots.delete(slot));
    this.#slots.add(slot);
  }

  /** Resolves when everything pushed so far has run. */
  async idle(): Promise<void> {
    await Promise.all(this.#slots);
  }

  async #runSlot(first: Batch): Promise<void> {
    this.#busy += 1;
    for (let batch: Batch | undefined = first; batch !== undefined; batch = this.#waiting.shift()) {
      await this.ready();
      await this.work(batch);
    }
    this.#busy -= 1;
  }
}
