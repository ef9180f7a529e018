import { errorToData, type Received, type RunMessage, type ToWorkerControl } from '#wire';
import { ItemCalls } from '../calls/item-calls.js';
import type { OutgoingCalls } from '../calls/outgoing-calls.js';
import { BatchFailure } from './batch-failure.js';
import { Cancellations } from './cancellations.js';
import { OutgoingStreams } from '../stream/outgoing-streams.js';
import { StreamHost } from '../stream/stream-host.js';
import { EndpointHost } from './endpoint-host.js';
import { EndpointLane } from './endpoint-lane.js';
import type { BatchRunner, HostItem } from './host-item.js';
import type { HostedEndpoint } from './hosted-endpoint.js';
import { Lifecycle } from './lifecycle.js';
import type { MemoryNotice } from './memory-notice.js';
import { bootProgress } from './boot-progress.js';
import type { Outbox } from './outbox.js';
import { RequestContext } from './request-context.js';
import type { WorkerDevice } from './worker-device.js';
import { controlLog, logText, type WriteLog } from './worker-log.js';

interface Batch {
  readonly id: number;
  readonly items: readonly HostItem[];
}

/** An endpoint at work in this process. */
interface Station {
  readonly name: string;
  readonly lane: EndpointLane<Batch>;
}

/**
 * The worker's end of the wire: takes batches, runs them on the endpoints hosted here, sends what became of them.
 * The same code runs in a worker process and inline in the HTTP process. Nothing it is told makes it throw.
 */
export class WorkerHost {
  readonly #stations: readonly Station[];
  readonly #lifecycle: Lifecycle;
  readonly #cancellations = new Cancellations();
  readonly #streams: OutgoingStreams;
  readonly #log: WriteLog;

  /**
   * @param endpoints in the order in which run messages number them
   * @param calls those of its hooks; their replies are none of its business
   * @param memory absent where nobody asks for it
   */
  constructor(
    endpoints: readonly HostedEndpoint[],
    private readonly device: WorkerDevice,
    private readonly outbox: Outbox,
    private readonly calls: OutgoingCalls,
    private readonly memory?: MemoryNotice,
  ) {
    this.#lifecycle = new Lifecycle(endpoints);
    this.#streams = new OutgoingStreams(outbox);
    this.#log = controlLog((message) => outbox.control(message));
    this.#stations = endpoints.map((endpoint) => this.#station(endpoint));
  }

  /**
   * Sets up and warms up every instance, then tells that the worker is ready.
   *
   * @throws what a hook threw, with its name; the worker is of no use then
   */
  async start(): Promise<void> {
    await this.#lifecycle.start(
      this.device,
      bootProgress((message) => this.outbox.control(message)),
    );
    this.outbox.control({ litserve: 'ready' });
  }

  /** Takes a batch. It runs when a slot of its endpoint is free, and is answered with one message, and before it any number of those of streams. */
  run(message: RunMessage<Received>): void {
    const station = this.#stations[message.endpoint];
    if (!station) {
      const error = errorToData(new RangeError(`This worker has no endpoint number ${message.endpoint}`));
      void this.outbox.send({ type: 'failed', batch: message.batch, error });
      return;
    }
    const now = performance.now();
    const items = message.items.map(({ lease, meta, args }): HostItem => {
      const context = new RequestContext(meta, this.device, station.name, this.#log, now);
      context.calls = new ItemCalls(this.calls, lease, context);
      return { lease, args, form: meta.form, format: meta.format, context, outcome: undefined };
    });
    this.#cancellations.open(items);
    station.lane.push({ id: message.batch, items });
  }

  /** @returns when it is done, which for `stop` is after the teardown hooks; never rejects */
  async control(message: ToWorkerControl): Promise<void> {
    switch (message.litserve) {
      case 'cancel':
        for (const lease of message.leases) this.#cancellations.cancel(lease);
        return;
      case 'credit':
        for (const [lease, bytes] of message.credits) this.#streams.credit(lease, bytes);
        return;
      case 'taken':
        return this.#streams.taken(message.events);
      case 'health':
        this.outbox.control({ litserve: 'health', id: message.id, ...(await this.#lifecycle.health()) });
        return;
      case 'stop':
        await this.#stop();
    }
  }

  #station(endpoint: HostedEndpoint): Station {
    const runner = endpoint.assignment.stream
      ? new StreamHost(endpoint, this.#streams, this.#log)
      : new EndpointHost(endpoint, this.#log);
    const lane = new EndpointLane<Batch>(
      endpoint.assignment.concurrency,
      () => this.outbox.settled(),
      (batch) => this.#serve(runner, batch),
    );
    return { name: endpoint.assignment.name, lane };
  }

  async #serve(runner: BatchRunner, { id, items }: Batch): Promise<void> {
    try {
      const outcomes = await runner.run(items, id);
      await this.outbox.send({ type: 'result', batch: id, outcomes });
    } catch (error) {
      await this.#fail(id, error);
    } finally {
      this.#cancellations.close(items);
      this.memory?.look();
    }
  }

  async #fail(batch: number, error: unknown): Promise<void> {
    const { thrown, failures } = error instanceof BatchFailure ? error : { thrown: error, failures: [] };
    if (failures.length > 0) await this.outbox.send({ type: 'stream', batch, events: failures });
    await this.outbox.send({ type: 'failed', batch, error: errorToData(thrown) });
  }

  /** Whoever still waits is told to give up; what runs is waited for, because hooks must not outlive their teardown. */
  async #stop(): Promise<void> {
    this.#cancellations.cancelAll();
    await Promise.all(this.#stations.map(({ lane }) => lane.idle()));
    await this.#lifecycle.stop((name, error) =>
      this.#log('error', name, `teardown() failed: ${logText(error)}`),
    );
  }
}
