import { deferred, type Deferred } from '#common';
import type { LitContext } from '#endpoint';
import type { FromWorkerControl, FromWorkerMessage, Received, RunMessage } from '#wire';
import { OutgoingCalls } from '../calls/outgoing-calls.js';
import type { HostedEndpoint } from '../host/hosted-endpoint.js';
import { Outbox } from '../host/outbox.js';
import type { WorkerChannel } from '../host/worker-channel.js';
import { WorkerHost } from '../host/worker-host.js';
import { CPU, runItem, told } from './hosted.js';

/** A pipe whose writes a spec lets through by hand, or at once. */
export class Pipe implements WorkerChannel {
  readonly sent: FromWorkerMessage[] = [];
  readonly said: FromWorkerControl[] = [];
  readonly #writes: Deferred<void>[] = [];

  constructor(private readonly held = false) {}

  readonly send = (message: FromWorkerMessage): void => void this.sent.push(message);

  readonly flushed = (): Promise<void> => {
    if (!this.held) return Promise.resolve();
    const write = deferred();
    this.#writes.push(write);
    return write.promise;
  };

  readonly control = (message: FromWorkerControl): void => void this.said.push(message);

  /** Flushes that the operating system has not taken. */
  get pending(): number {
    return this.#writes.length;
  }

  /** The operating system takes what was there at the oldest flush. */
  flushOne(): void {
    this.#writes.shift()?.resolve();
  }

  /** What each caller was told, in order of the results. */
  get answers(): unknown[] {
    return this.sent.flatMap((message): unknown[] => {
      if (message.type === 'failed') return [`failed: ${message.error.message}`];
      return message.type === 'result' ? message.outcomes.map(told) : [];
    });
  }
}

/** A worker at the end of a pipe. */
export function hostAt(pipe: WorkerChannel, ...endpoints: HostedEndpoint[]): WorkerHost {
  const outbox = new Outbox(pipe);
  return new WorkerHost(endpoints, CPU, outbox, new OutgoingCalls(outbox));
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
/** As many turns of the event loop as a batch could need; nothing here takes longer. */
export async function turns(count = 8): Promise<void> {
  for (let i = 0; i < count; i += 1) await turn();
}

/** A batch for endpoint 0, whose items carry their lease in a text. */
export const batchOf = (batch: number, ...leases: number[]): RunMessage<Received> => ({
  type: 'run',
  endpoint: 0,
  batch,
  items: leases.map((lease) => runItem(lease, `item ${lease}`, { form: 'bytes' })),
});

export class Echo {
  readonly seen: unknown[] = [];
  predict(input: unknown): unknown {
    this.seen.push(input);
    return input;
  }
}

/** Answers when the spec says so. */
export class Held {
  readonly seen: unknown[] = [];
  readonly contexts: LitContext[] = [];
  readonly open: Deferred<unknown>[] = [];
  predict(input: unknown, context: LitContext): Promise<unknown> {
    this.seen.push(input);
    this.contexts.push(context);
    const answer = deferred<unknown>();
    this.open.push(answer);
    return answer.promise;
  }
}
