import { Revocation, type Batch, type RevocationSignal, type WorkQueue } from '#queue';
import type { Answer, PoolEndpoint } from '../pool-endpoint.js';
import type { RunningBatch } from '../worker/running-batch.js';
import type { Place } from '../calls/lent-place.js';
import type { Company } from './company.js';
import type { Places } from './places.js';

/** What a slot needs of its worker. */
export interface SlotWorker<Payload> {
  /** Number in the pool. */
  readonly id: number;
  send(endpoint: number, batch: Batch<Payload, Answer>): RunningBatch<Payload> | undefined;
}

export interface SlotOptions<Payload> {
  readonly worker: SlotWorker<Payload>;
  readonly endpoint: PoolEndpoint<Payload>;
  /** Position of the endpoint in the pool's list. */
  readonly position: number;
  readonly places: Places;
  /** Who runs in the worker, in whatever places. */
  readonly company: Company;
  /** The queues of the other endpoints that share the places. */
  readonly others: readonly WorkQueue<Payload, Answer>[];
}

/** A slot is a loop: pull, run, settle. While it has nothing to do it waits for its queue and for nothing else. */
export class Slot<Payload> {
  /** What a run gives away while it waits for calls. */
  readonly #place: Place;

  constructor(private readonly options: SlotOptions<Payload>) {
    const { places, company } = options;
    this.#place = {
      lend: () => {
        company.leave();
        places.lend();
      },
      reclaim: () => {
        company.return();
        places.reclaim();
      },
    };
  }

  /** Resolves when the places are closed and what the slot had has finished. */
  async run(): Promise<void> {
    for (let current = await this.#pull(); current; current = await this.#pull()) {
      await this.#finish(current);
      this.options.company.leave();
      this.options.places.release();
    }
  }

  /** Waits for a place and a batch, and sends the batch. */
  async #pull(): Promise<RunningBatch<Payload> | undefined> {
    const { places, company, endpoint, worker, position } = this.options;
    for (;;) {
      const turn = await places.ask(() => endpoint.queue.head(worker.id)?.rank);
      if (!turn) return undefined;
      const batch = await this.#demand(false, turn);
      if (!batch) places.leave(turn);
      else if (!places.take(turn)) batch.giveBack();
      else {
        const others = company.enter(batch.isSuspect);
        if (others) await others;
        const run = worker.send(position, batch);
        if (run) return run;
        company.leave();
        places.release();
      }
    }
  }

  /** Lets the batch run, and then those that were prefetched meanwhile: they share its place. */
  async #finish(first: RunningBatch<Payload>): Promise<void> {
    for (let run: RunningBatch<Payload> | undefined = first; run;) {
      run.start();
      run.occupy(this.#place);
      run = await this.#prefetchDuring(run);
    }
  }

  /** Resolves when `run` has finished, with the batch that was sent after it, if any. */
  async #prefetchDuring(run: RunningBatch<Payload>): Promise<RunningBatch<Payload> | undefined> {
    if (!this.#mayPrefetch(run)) {
      await run.finished;
      return undefined;
    }
    const { worker, position } = this.options;
    const revoke = new Revocation();
    const prefetched = this.#demand(true, revoke).then((batch) => batch && worker.send(position, batch));
    await run.finished;
    revoke.abort();
    return prefetched;
  }

  /**
   * A prefetched batch waits behind a busy worker, where no other can take it. That pays only under a load that fills
   * batches; with a batch size of 1 every batch is full and this says nothing. In a shared process it would also put
   * this endpoint before the others. A stream may last for minutes, which no other item must wait for.
   */
  #mayPrefetch(run: RunningBatch<Payload>): boolean {
    const { worker, endpoint, places, others } = this.options;
    const { maxBatchSize, stream } = endpoint.assignment;
    if (run.isFinished || !run.isFull || run.isSuspect) return false;
    if (maxBatchSize === 1 || stream || places.isPaused) return false;
    return others.every((queue) => queue.head(worker.id) === undefined);
  }

  #demand(fullOnly: boolean, signal: RevocationSignal): Promise<Batch<Payload, Answer> | undefined> {
    const { endpoint, worker } = this.options;
    const { maxBatchSize: room } = endpoint.assignment;
    return endpoint.queue.pull({
      worker: worker.id,
      room,
      waitMs: endpoint.batchTimeoutMs,
      fullOnly,
      signal,
    });
  }
}
