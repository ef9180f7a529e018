import { duplexPair } from 'node:stream';
import { LitServeException } from '#common';
import {
  errorToData,
  FrameChannel,
  packFromWorker,
  packReply,
  packRun,
  unpackFromWorker,
  unpackToWorker,
  type FromWorkerControl,
  type FromWorkerMessage,
  type Received,
  type ReplyMessage,
  type RunMessage,
  type ToWorkerControl,
  type ToWorkerMessage,
  type WorkerAssignment,
} from '#wire';
import { OutgoingCalls } from '../calls/outgoing-calls.js';
import type { HostedEndpoint } from '../host/hosted-endpoint.js';
import { Outbox } from '../host/outbox.js';
import { WorkerDevice } from '../host/worker-device.js';
import { WorkerHost } from '../host/worker-host.js';

const BOOT_FAILED = 71;

interface InlineExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** What an inline worker tells its pool: the events of any worker link, less the output it has none of. */
export interface InlineEvents {
  message(message: FromWorkerMessage<Received>): void;
  control(message: FromWorkerControl): void;
  exit(exit: InlineExit): void;
}

/**
 * Finds the instances that serve the endpoints of an assignment, in its order.
 *
 * @param crash ends the worker as the death of its process would: nothing of it is heard any more, and nothing torn down
 */
export type FindHosted = (
  assignment: WorkerAssignment,
  crash: () => void,
) => readonly HostedEndpoint[] | Promise<readonly HostedEndpoint[]>;

/**
 * Opens workers in this process, over the frames and the codec that a worker process uses, so that what passes inline
 * passes in a worker. Nothing is delivered before `open` has returned.
 */
export function inlineLinks(find: FindHosted) {
  return (assignment: WorkerAssignment, events: InlineEvents): InlineLink =>
    new InlineLink(assignment, find, events);
}

/** One inline worker. Structurally a worker link of the pool. */
export class InlineLink {
  readonly pid = undefined;
  readonly #ours: FrameChannel;
  readonly #theirs: { readonly outbox: Outbox; readonly calls: OutgoingCalls; hangUp(): void };
  /** Missing when the worker could not even be made. */
  #host: WorkerHost | undefined;
  /** Once set, by whatever came first, nothing more is told. */
  #exit: InlineExit | undefined;

  constructor(
    assignment: WorkerAssignment,
    find: FindHosted,
    private readonly events: InlineEvents,
  ) {
    const [near, far] = duplexPair();
    this.#ours = new FrameChannel(near, {
      frame: (frame) => this.#tell(() => events.message(unpackFromWorker(frame))),
      error: () => this.#end({ code: null, signal: 'SIGKILL' }),
      end: () => this.#end({ code: 0, signal: null }),
    });
    const frames = new FrameChannel(far, {
      frame: (frame) => this.#receive(unpackToWorker(frame)),
      error: () => far.destroy(),
      end: () => far.destroy(),
    });
    const outbox = new Outbox({
      send: (message) => frames.send(packFromWorker(message)),
      flushed: () => frames.flushed(),
      control: (message) => this.#say(message),
    });
    this.#theirs = { outbox, calls: new OutgoingCalls(outbox), hangUp: () => far.end() };
    setImmediate(() => void this.#start(assignment, find));
  }

  run(message: RunMessage): void {
    this.#ours.send(packRun(message));
  }

  reply(message: ReplyMessage): void {
    this.#ours.send(packReply(message));
  }

  control(message: ToWorkerControl): void {
    setImmediate(() => void this.#control(message));
  }

  /** What runs is told to give up and is torn down when it has, but nothing of it is heard any more. */
  kill(signal: NodeJS.Signals): void {
    setImmediate(() => {
      this.#end({ code: null, signal });
      void this.#host?.control({ litserve: 'stop' });
    });
  }

  /** Later, as all that is told: it is called while a hook of the worker runs. */
  readonly #crash = (): void => {
    setImmediate(() => this.#end({ code: null, signal: 'SIGSEGV' }));
  };

  async #start(assignment: WorkerAssignment, find: FindHosted): Promise<void> {
    const { outbox, calls } = this.#theirs;
    try {
      // No environment hides the other GPUs here, so the device keeps its own number.
      const device = new WorkerDevice(assignment.device, assignment.worker, assignment.device.index);
      this.#host = new WorkerHost(await find(assignment, this.#crash), device, outbox, calls);
      await this.#host.start();
    } catch (error) {
      this.#say({ litserve: 'boot-failed', error: errorToData(error) });
      setImmediate(() => this.#end({ code: BOOT_FAILED, signal: null }));
    }
  }

  #receive(message: ToWorkerMessage<Received>): void {
    if (message.type === 'reply') this.#theirs.calls.reply(message);
    else this.#host?.run(message);
  }

  async #control(message: ToWorkerControl): Promise<void> {
    await this.#host?.control(message);
    // The exit follows the end of the pipe, and so the last result.
    if (message.litserve === 'stop') this.#theirs.hangUp();
  }

  /** The control channel of a process is JSON; later delivery keeps the pool from being called within its own call. */
  #say(message: FromWorkerControl): void {
    const text = JSON.stringify(message);
    setImmediate(() => {
      const arrived: FromWorkerControl = JSON.parse(text);
      this.#tell(() => this.events.control(arrived));
    });
  }

  #tell(event: () => void): void {
    if (!this.#exit) event();
  }

  #end(exit: InlineExit): void {
    if (this.#exit) return;
    this.#exit = exit;
    this.#theirs.calls.close(new LitServeException('worker_crashed'));
    this.events.exit(exit);
  }
}
