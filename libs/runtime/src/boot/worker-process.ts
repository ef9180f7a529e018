import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import {
  errorToData,
  FrameChannel,
  type FrameChannelEvents,
  packFromWorker,
  unpackToWorker,
  type Received,
  type ToWorkerControl,
  type ToWorkerMessage,
  type WorkerAssignment,
} from '#wire';
import { OutgoingCalls } from '../calls/outgoing-calls.js';
import { bootProgress } from '../host/boot-progress.js';
import { MemoryNotice } from '../host/memory-notice.js';
import { Outbox } from '../host/outbox.js';
import { WorkerDevice } from '../host/worker-device.js';
import { WorkerHost } from '../host/worker-host.js';
import { controlLog, logText, type WriteLog } from '../host/worker-log.js';
import { bootEndpoints, type BootedEndpoints } from './boot-endpoints.js';
import { ControlLogger } from './control-logger.js';
import { makeFullCollectionsRare } from './heap-growth.js';
import { ParentLink, type ForkedProcess } from './parent-link.js';
import type { RootReference } from './root-module.js';

/** Where the parent keeps the data pipe. */
const FRAMES_FD = 3;
export const BOOT_FAILED = 71;
const WIRE_BROKEN = 72;

/** A worker process, from the root module it was handed to its end. */
export class WorkerProcess {
  readonly #parent: ParentLink;
  readonly #log: WriteLog;
  /** Set once everything is up that a stop has to take down. */
  #running: { readonly host: WorkerHost; readonly app: BootedEndpoints['app'] } | undefined;

  constructor(
    private readonly assignment: WorkerAssignment,
    self: ForkedProcess = process,
    private readonly pipe: () => Duplex = () => new Socket({ fd: FRAMES_FD }),
  ) {
    this.#parent = new ParentLink(self, (message) => void this.#onControl(message));
    this.#log = controlLog((message) => this.#parent.control(message));
  }

  /** Boots and reports `ready`, or `boot-failed` and ends the process. Never rejects. */
  async run(root: RootReference): Promise<void> {
    try {
      await this.#boot(root);
    } catch (error) {
      this.#parent.control({ litserve: 'boot-failed', error: errorToData(error) });
      await this.#parent.leave(BOOT_FAILED);
    }
  }

  async #boot(root: RootReference): Promise<void> {
    const { worker, device } = this.assignment;
    const { outbox, calls } = this.#connect();
    const progress = bootProgress((message) => this.#parent.control(message));
    progress.begins('modules');
    const began = performance.now();
    const { app, endpoints } = await bootEndpoints(
      root,
      this.assignment,
      new ControlLogger(this.#log),
      calls,
    );
    progress.ended('modules', Math.round(performance.now() - began));

    const host = new WorkerHost(
      endpoints,
      new WorkerDevice(device, worker),
      outbox,
      calls,
      this.#memoryNotice(),
    );
    this.#running = { host, app };
    await host.start();
    makeFullCollectionsRare();
  }

  #memoryNotice(): MemoryNotice | undefined {
    const { maxRssBytes } = this.assignment;
    if (maxRssBytes === undefined) return undefined;
    return new MemoryNotice(maxRssBytes, (rssBytes) =>
      this.#parent.control({ litserve: 'memory', rssBytes }),
    );
  }

  /** Before the modules are booted: their code may call endpoints, and wait for the answer, when it is made. */
  #connect(): { readonly outbox: Outbox; readonly calls: OutgoingCalls } {
    const events: FrameChannelEvents = {
      frame: (frame) => this.#onMessage(unpackToWorker(frame), calls),
      error: (error) => this.#abandon(error),
      // The parent closes the pipe only by dying.
      end: () => void this.#parent.leave(0),
    };
    const frames = new FrameChannel(this.pipe(), events, { freesChunks: true });
    const outbox = new Outbox({
      send: (message) => frames.send(packFromWorker(message)),
      flushed: () => frames.flushed(),
      control: (message) => this.#parent.control(message),
    });
    const calls = new OutgoingCalls(outbox);
    return { outbox, calls };
  }

  #onMessage(message: ToWorkerMessage<Received>, calls: OutgoingCalls): void {
    if (message.type === 'reply') calls.reply(message);
    else this.#running?.host.run(message);
  }

  async #onControl(message: ToWorkerControl): Promise<void> {
    await this.#running?.host.control(message);
    if (message.litserve === 'stop') await this.#stop();
  }

  async #stop(): Promise<void> {
    try {
      await this.#running?.app.close();
    } catch (error) {
      this.#log('error', 'Worker', `Closing the modules failed: ${logText(error)}`);
    }
    await this.#parent.leave(0);
  }

  #abandon(error: Error): void {
    this.#log('error', 'Worker', `The data pipe broke: ${error.message}`);
    void this.#parent.leave(WIRE_BROKEN);
  }
}
