import { deferred, LitServeException } from '#common';
import type { Batch, CrashKind, Lease } from '#queue';
import {
  errorFromData,
  inCreditSteps,
  type BatchMessage,
  type Outcome,
  type Received,
  type RunItem,
  type StreamEvent,
} from '#wire';
import { LentPlace, type Place } from '../calls/lent-place.js';
import type { RunningParent } from '../calls/worker-calls.js';
import { toError } from '../to-error.js';
import type { Answer, PoolEndpoint, StreamChunk } from '../pool-endpoint.js';

/** How a worker's death is shared out: `none` when its items had no part in it. */
export type Blame = CrashKind | 'none';

/** How a run has ended: `completed` when each item has an outcome of its own; `returned` to the queue if it never began. */
export type BatchOutcome = 'completed' | 'failed' | 'crashed' | 'returned';

/** What the worker must hear of the callers of a batch, by the numbers of their items. */
export interface CallerSignals {
  /** The caller of this item has gone, or has been told that it took too long. */
  cancelled(item: number): void;
  /** The caller of this stream has taken so much of what it got. */
  credited(item: number, bytes: number): void;
}

/** A batch that a worker has been sent, until it is finished: answered, failed, or given back. */
export class RunningBatch<Payload> {
  readonly size: number;
  /** Whether it wants the worker to itself. */
  readonly isSuspect: boolean;
  /** Until it is finished: what is over may stay in memory for a while, and must not hold its items there. */
  #batch: Batch<Payload, Answer> | undefined;
  /**
   * By the number the worker knows an item by, counted from the first one's; the queue's own are not unique among the
   * endpoints of a pool. An item that is settled leaves its place empty.
   */
  readonly #unsettled: (Lease<Payload, Answer> | undefined)[];
  #unsettledCount: number;
  /** Whether somebody still waits for an item, at the same position. */
  readonly #wanted: boolean[];
  #wantedCount: number;
  readonly #finished = deferred();
  readonly #place = new LentPlace();
  /** Called once, when the worker begins with it. */
  onStart: () => void = () => {};
  /** Called once at most, when somebody gets the first chunk of a stream in it. */
  onStreaming: () => void = () => {};
  /** Called once at most, after {@link onStreaming}, when nobody waits for any of its items any more. */
  onAbandoned: () => void = () => {};
  /** Called once, before anybody who awaits {@link finished} goes on. */
  onFinish: () => void = () => {};
  #isStarted = false;
  #isStreaming = false;
  #outcome: BatchOutcome | undefined;

  /** @param firstItem its items are numbered from here */
  constructor(
    readonly id: number,
    readonly endpoint: PoolEndpoint<Payload>,
    batch: Batch<Payload, Answer>,
    private readonly firstItem: number,
  ) {
    this.size = batch.leases.length;
    this.isSuspect = batch.isSuspect;
    this.#batch = batch;
    this.#unsettled = batch.leases.slice();
    this.#unsettledCount = this.size;
    this.#wanted = batch.leases.map(() => true);
    this.#wantedCount = this.size;
  }

  /** Whether it left no room for another item. */
  get isFull(): boolean {
    return this.size >= this.endpoint.assignment.maxBatchSize;
  }

  get isStarted(): boolean {
    return this.#isStarted;
  }

  get isFinished(): boolean {
    return this.#outcome !== undefined;
  }

  /** Set once it is finished. */
  get outcome(): BatchOutcome | undefined {
    return this.#outcome;
  }

  /** When the first of its items came, by the clock of their queue; known until {@link onFinish} has returned. */
  get oldestArrival(): number {
    return Math.min(...(this.#batch?.leases ?? []).map(({ ticket }) => ticket.arrivedAt));
  }

  /** Resolves when nothing more will come of this batch, however it went. */
  get finished(): Promise<void> {
    return this.#finished.promise;
  }

  /** What crosses of its items; those that cannot cross fail here, alone. */
  items(signals: CallerSignals): RunItem[] {
    const items: RunItem[] = [];
    this.#unsettled.forEach((lease, position) => {
      if (!lease) return;
      const number = this.firstItem + position;
      try {
        items.push(this.endpoint.toItem(lease, number));
        this.#listen(number, lease, signals);
      } catch (error) {
        this.#close(number, lease);
        lease.fail(toError(error));
      }
    });
    return items;
  }

  /** From here on a crash counts as an attempt of its items. */
  start(): void {
    if (this.#isStarted || this.isFinished) return;
    this.#isStarted = true;
    this.#batch?.started();
    this.onStart();
  }

  /** It runs in this place, which others may have while it waits for calls. */
  occupy(place: Place): void {
    if (!this.isFinished) this.#place.occupy(place);
  }

  /** The item as one that calls on behalf of it are made for, while somebody waits for it. */
  parentOf(item: number): RunningParent<Payload> | undefined {
    const lease = this.#wanted[item - this.firstItem] ? this.#leaseOf(item) : undefined;
    return lease && { endpoint: this.endpoint, lease, place: this.#place };
  }

  /** What the worker says of it. */
  receive(message: BatchMessage<Received>): void {
    // Whoever answers must have started, even if the batch before it is still on the way to us.
    this.start();
    switch (message.type) {
      case 'stream':
        for (const event of message.events) this.#onEvent(event);
        return;
      case 'failed':
        return this.failed(errorFromData(message.error));
      case 'result':
        return this.#conclude(message.outcomes);
    }
  }

  /** No item has an outcome of its own. */
  failed(error: Error): void {
    this.#finish('failed', () => this.#batch?.failed(error));
  }

  /**
   * The worker has died.
   *
   * @param inCompany whether other batches ran in it
   */
  died(blame: Blame, inCompany: boolean): void {
    if (blame === 'none' || !this.#isStarted) this.giveBack();
    else this.#finish('crashed', () => this.#batch?.crashed(blame, inCompany));
  }

  giveBack(): void {
    this.#finish('returned', () => this.#batch?.giveBack());
  }

  /** Each of its items has an outcome. */
  end(): void {
    this.#finish('completed', () => {});
  }

  /** Fails what has no outcome yet. */
  giveUp(error: Error): void {
    this.#finish('failed', () => {
      for (const lease of this.#unsettled) lease?.fail(error);
    });
  }

  /** An item the worker forgot fails, rather than wait for its deadline. A stream that has ended is settled already. */
  #conclude(outcomes: readonly Outcome<Received>[]): void {
    for (const outcome of outcomes) {
      const lease = this.#leaseOf(outcome.lease);
      if (!lease) continue;
      this.#close(outcome.lease, lease);
      if (outcome.kind === 'error') lease.fail(errorFromData(outcome.error));
      else lease.done(outcome);
    }
    // The usual case: an error that nobody gets would cost more than the rest of the batch, for its stack.
    if (this.#unsettledCount === 0) return this.end();
    this.giveUp(
      new LitServeException('internal_error', { cause: 'the worker sent no outcome for the item' }),
    );
  }

  #listen(number: number, lease: Lease<Payload, Answer>, signals: CallerSignals): void {
    if (this.endpoint.assignment.stream)
      lease.onCredit = inCreditSteps((bytes) => signals.credited(number, bytes));
    lease.onCancel = () => {
      signals.cancelled(number);
      this.#lose(number);
    };
  }

  #onEvent(event: StreamEvent<Received>): void {
    const { lease: number } = event;
    const lease = this.#leaseOf(number);
    if (!lease) return;
    if (event.kind === 'bytes')
      return this.#chunk(number, lease, { kind: 'chunk-bytes', bytes: event.bytes });
    if (event.kind === 'values') {
      return this.#chunk(number, lease, { kind: 'chunk-values', values: event.values, size: event.size });
    }
    this.#close(number, lease);
    if (event.kind === 'error') lease.fail(errorFromData(event.error));
    else lease.done(undefined);
  }

  #chunk(number: number, lease: Lease<Payload, Answer>, chunk: StreamChunk): void {
    // What comes for a caller that has gone is no reason to wait for more.
    if (!this.#isStreaming && this.#wanted[number - this.firstItem]) {
      this.#isStreaming = true;
      this.onStreaming();
    }
    lease.chunk(chunk);
  }

  /** The worker has nothing more to say about this item. */
  #close(number: number, lease: Lease<Payload, Answer>): void {
    this.#unsettled[number - this.firstItem] = undefined;
    this.#unsettledCount--;
    deafen(lease);
    this.#lose(number);
  }

  #leaseOf(number: number): Lease<Payload, Answer> | undefined {
    return this.#unsettled[number - this.firstItem];
  }

  /** Nobody waits for this item any more. */
  #lose(number: number): void {
    const position = number - this.firstItem;
    if (!this.#wanted[position]) return;
    this.#wanted[position] = false;
    this.#wantedCount--;
    if (this.#wantedCount === 0 && this.#isStreaming) this.onAbandoned();
  }

  #finish(outcome: BatchOutcome, how: () => void): void {
    if (this.isFinished) return;
    this.#outcome = outcome;
    for (const lease of this.#unsettled) if (lease) deafen(lease);
    how();
    this.#unsettled.fill(undefined);
    this.#place.vacate();
    this.onFinish();
    this.#batch = undefined;
    this.#finished.resolve();
  }
}

function deafen(lease: Lease<unknown, Answer>): void {
  lease.onCancel = undefined;
  lease.onCredit = undefined;
}
