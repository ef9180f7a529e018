import { LitServeException } from '#common';
import type { Demand, Ticket } from '#batching';
import { createWorkQueue } from './create-work-queue.js';
import { VirtualClock } from './virtual-clock.spec.helper.js';
import type { Batch, Lease, Work, WorkQueue } from './work-queue.js';
import type { WorkQueueOptions } from './work-queue.options.js';

export type TestBatch = Batch<string, string>;

/** A slot that has asked. */
export interface Asking {
  /** Undefined while it waits, and for good once it was told there is nothing. */
  batch: TestBatch | undefined;
  answered: boolean;
  /** Payloads of the batch, `'a,b'`; `'-'` without one. */
  names(): string;
  abort(): void;
}

/** A queue whose turns of the event loop and clock are moved by hand. Payloads are names, outcomes are texts. */
export class QueueBench {
  readonly clock = new VirtualClock();
  readonly queue: WorkQueue<string, string>;
  readonly tickets = new Map<string, Ticket>();
  /** All outcomes each item has got, in order; there must never be two. */
  readonly outcomes: Record<string, string[]> = {};
  /** The chunks each item has got, in order. */
  readonly chunks: Record<string, string[]> = {};
  readonly strategyErrors: string[] = [];
  #deferred: (() => void)[] = [];

  constructor(options: WorkQueueOptions<string> = {}) {
    this.queue = createWorkQueue<string, string>({
      clock: this.clock,
      defer: (run) => this.#deferred.push(run),
      afterPoll: (run) => this.#deferred.push(run),
      onStrategyError: (error) => this.strategyErrors.push(error.message),
      ...options,
    });
  }

  /** Submits one item per name, `'a b c'`. */
  submit(names: string, rest: Partial<Omit<Work<string, string>, 'payload' | 'sink'>> = {}): void {
    for (const name of names.split(' ')) {
      const record = (outcome: string): void => void (this.outcomes[name] ??= []).push(outcome);
      const sink = {
        chunk: (chunk: string) => void (this.chunks[name] ??= []).push(chunk),
        done: (result: string | undefined) => record(result ?? 'end'),
        fail: (error: Error) => record(codeOf(error)),
      };
      const ticket = this.queue.submit({ payload: name, timeoutMs: 0, priority: 'normal', sink, ...rest });
      this.tickets.set(name, ticket);
    }
  }

  cancel(name: string): void {
    this.queue.cancel(this.ticket(name));
  }

  ticket(name: string): Ticket {
    const ticket = this.tickets.get(name);
    if (ticket === undefined) throw new Error(`no ticket ${name}`);
    return ticket;
  }

  /** @param taken told of the batch as soon as there is one */
  ask(room: number, rest: Partial<Demand> = {}, taken?: (batch: TestBatch) => void): Asking {
    const abort = new AbortController();
    const demand = { worker: 1, room, waitMs: 0, fullOnly: false, signal: abort.signal, ...rest };
    const asking: Asking = {
      batch: undefined,
      answered: false,
      names: () => namesOf(asking.batch),
      abort: () => abort.abort(),
    };
    void this.queue.pull(demand).then((batch) => {
      if (batch) taken?.(batch);
      return Object.assign(asking, { batch, answered: true });
    });
    return asking;
  }

  /** One turn of the event loop, promises included. */
  async turn(): Promise<void> {
    const due = this.#deferred;
    this.#deferred = [];
    for (const run of due) run();
    await Promise.resolve();
    await Promise.resolve();
  }

  /** Asks and expects a batch at once. */
  async take(room: number, rest: Partial<Demand> = {}): Promise<TestBatch> {
    const asking = this.ask(room, rest);
    await this.turn();
    if (asking.batch === undefined) throw new Error('nothing to take');
    return asking.batch;
  }
}

export function namesOf(batch: TestBatch | undefined): string {
  return batch === undefined ? '-' : batch.leases.map((lease) => lease.payload).join();
}

export function leaseOf(batch: TestBatch, name: string): Lease<string, string> {
  const lease = batch.leases.find(({ payload }) => payload === name);
  if (lease === undefined) throw new Error(`no lease of ${name}`);
  return lease;
}

function codeOf(error: Error): string {
  return error instanceof LitServeException ? error.code : error.message;
}
