import { deferred, LitServeException } from '#common';
import type { Batch, CrashKind, Lease } from '#queue';
import { errorFromData, type FromWorkerMessage, type Outcome, type Received, type RunItem } from '#wire';
import { toError } from '../to-error.js';
import type { Answer, PoolEndpoint } from '../pool-endpoint.js';

/** How a worker's death is shared out: `none` when its items had no part in it. */
export type Blame = CrashKind | 'none';

/** A batch that a worker has been sent, until it is finished: answered, failed, or given back. */
export class RunningBatch<Payload> {
  /** By the number the worker knows an item by; the queue's own are not unique among the endpoints of a pool. */
  readonly #unsettled: Map<number, Lease<Payload, Answer>>;
  readonly #finished = deferred();
  /** Called once, when the worker begins with it. */
  onStart: () => void = () => {};
  /** Called once, before anybody who awaits {@link finished} goes on. */
  onFinish: () => void = () => {};
  #isStarted = false;
  #isFinished = false;

  /** @param firstItem its items are numbered from here */
  constructor(
    readonly id: number,
    readonly endpoint: PoolEndpoint<Payload>,
    private readonly batch: Batch<Payload, Answer>,
    firstItem: number,
  ) {
    this.#unsettled = new Map(batch.leases.map((lease, position) => [firstItem + position, lease]));
  }

  /** Whether it left no room for another item. */
  get isFull(): boolean {
    return this.size >= this.endpoint.assignment.maxBatchSize;
  }

  get size(): number {
    return this.batch.leases.length;
  }

  get isStarted(): boolean {
    return this.#isStarted;
  }

  get isFinished(): boolean {
    return this.#isFinished;
  }

  /** Resolves when nothing more will come of this batch, however it went. */
  get finished(): Promise<void> {
    return this.#finished.promise;
  }

  /**
   * What crosses of its items; those that cannot cross fail here, alone.
   *
   * @param onCancel told the number of an item whose caller has gone
   */
  items(onCancel: (item: number) => void): RunItem[] {
    const items: RunItem[] = [];
    for (const [number, lease] of this.#unsettled) {
      try {
        items.push({ ...this.endpoint.toItem(lease), lease: number });
        lease.onCancel = () => onCancel(number);
      } catch (error) {
        this.#unsettled.delete(number);
        lease.fail(toError(error));
      }
    }
    return items;
  }

  /** From here on a crash counts as an attempt of its items. */
  start(): void {
    if (this.#isStarted || this.#isFinished) return;
    this.#isStarted = true;
    this.batch.started();
    this.onStart();
  }

  /** What the worker made of it. An item the worker forgot fails, rather than wait for its deadline. */
  settle(message: FromWorkerMessage<Received>): void {
    // Whoever answers must have started, even if the batch before it is still on the way to us.
    this.start();
    if (message.type === 'failed') return this.failed(errorFromData(message.error));
    for (const outcome of message.outcomes) this.#settleItem(outcome);
    const forgotten = new LitServeException('internal_error', {
      cause: 'the worker sent no outcome for the item',
    });
    this.giveUp(forgotten);
  }

  /** No item has an outcome of its own. */
  failed(error: Error): void {
    this.#finish(() => this.batch.failed(error));
  }

  /** The worker has died. */
  died(blame: Blame): void {
    if (blame === 'none' || !this.#isStarted) this.giveBack();
    else this.#finish(() => this.batch.crashed(blame));
  }

  giveBack(): void {
    this.#finish(() => this.batch.giveBack());
  }

  /** Each of its items has an outcome. */
  end(): void {
    this.#finish(() => {});
  }

  /** Fails what has no outcome yet. */
  giveUp(error: Error): void {
    this.#finish(() => {
      for (const lease of this.#unsettled.values()) lease.fail(error);
    });
  }

  #settleItem(outcome: Outcome<Received>): void {
    const lease = this.#unsettled.get(outcome.lease);
    if (!lease) return;
    this.#unsettled.delete(outcome.lease);
    lease.onCancel = undefined;
    if (outcome.kind === 'error') lease.fail(errorFromData(outcome.error));
    else lease.done(outcome);
  }

  #finish(how: () => void): void {
    if (this.#isFinished) return;
    this.#isFinished = true;
    for (const lease of this.#unsettled.values()) lease.onCancel = undefined;
    how();
    this.#unsettled.clear();
    this.onFinish();
    this.#finished.resolve();
  }
}
