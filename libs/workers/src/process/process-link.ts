import type { ChildProcess } from 'node:child_process';
import { Duplex, type Readable } from 'node:stream';
import {
  FrameChannel,
  packReply,
  packRun,
  unpackFromWorker,
  WireError,
  type FrameChannelEvents,
} from '#wire';
import type { ReplyMessage, RunMessage, ToWorkerControl } from '#wire';
import type { Clock } from '../clock.js';
import { toError } from '../to-error.js';
import type { LinkEvents, OpenLink, WorkerExit, WorkerLink } from '../worker-link.js';
import { isWorkerControl } from './control-message.js';
import { LineSplitter } from './line-splitter.js';
import { OutputLimiter } from './output-limiter.js';
import { FRAMES_FD, WATCHDOG_FD, type SpawnWorker } from './spawn-worker.js';
import { WatchdogClient } from './watchdog-client.js';

/**
 * How long the exit of a process and the end of its pipes may lie apart. A pipe can outlive the process in the hands of
 * a grandchild, and a process its pipe if the user's code closes it.
 */
const PARTING_MS = 1000;

/** Opens links to child processes. */
export function processLinks(spawn: SpawnWorker, clock: Clock): OpenLink {
  return (assignment, events) => {
    const notStarted = (error: unknown): void => events.exit(notStartedExit(error));
    try {
      const child = spawn(assignment);
      // Such a process has no `exit`, and its pipes may be missing.
      if (child.pid === undefined) child.once('error', notStarted);
      else return new ProcessLink(child, events, clock);
    } catch (error) {
      clock.nextTurn(() => notStarted(error));
    }
    return NO_PROCESS;
  };
}

const NO_PROCESS: WorkerLink = {
  pid: undefined,
  run: () => {},
  reply: () => {},
  control: () => {},
  kill: () => {},
};

const notStartedExit = (error: unknown): WorkerExit => ({
  code: null,
  signal: null,
  reason: `the process could not be started: ${toError(error).message}`,
});

/** The link to one child process: frames on fd 3, control on the IPC channel, lines on its two outputs. */
class ProcessLink implements WorkerLink {
  readonly #frames: FrameChannel;
  readonly #watchdog: WatchdogClient;
  readonly #splitters: readonly LineSplitter[];
  readonly #limiter: OutputLimiter;
  /** How the process ended, once it has; the exit is told when its pipes have ended too. */
  #ended: WorkerExit | undefined;
  /** Why we killed it. */
  #reason: string | undefined;
  #isClosed = false;
  #cancelParting: (() => void) | undefined;

  constructor(
    private readonly child: ChildProcess,
    private readonly events: LinkEvents,
    private readonly clock: Clock,
  ) {
    this.#limiter = new OutputLimiter(clock, (line) => events.output(line, 'stderr'));
    this.#splitters = [this.#readLines(child.stdout, 'stdout'), this.#readLines(child.stderr, 'stderr')];
    const frameEvents: FrameChannelEvents = {
      frame: (frame) => events.message(unpackFromWorker(frame)),
      error: (error) => this.#onFrameError(error),
      end: () => this.#part(),
    };
    this.#frames = new FrameChannel(pipeOf(child, FRAMES_FD), frameEvents, { freesChunks: true });
    this.#watchdog = new WatchdogClient(pipeOf(child, WATCHDOG_FD));
    child.on('message', (message: unknown) => {
      if (!this.#isClosed && isWorkerControl(message)) events.control(message);
    });
    // Failed signals: the process has gone, which its exit tells.
    child.on('error', () => {});
    child.on('exit', (code, signal) => this.#onExit({ code, signal }));
    // All pipes have ended and were read: nothing can follow.
    child.on('close', () => this.#close());
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  run(message: RunMessage): void {
    const pieces = packRun(message);
    // Batches are cut at the end of a turn: those of one tick leave together, and no worker waits for the next turn's end.
    process.nextTick(this.#frames.flush);
    this.#frames.send(pieces);
  }

  reply(message: ReplyMessage): void {
    this.#frames.send(packReply(message));
  }

  control(message: ToWorkerControl): void {
    // The callback takes the error of a worker that goes away meanwhile; its exit tells the same.
    if (this.child.connected) this.child.send(message, () => {});
  }

  kill(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  stuckMs(): Promise<number> {
    return this.#watchdog.stuckMs();
  }

  #readLines(stream: Readable | null, from: 'stdout' | 'stderr'): LineSplitter {
    const splitter = new LineSplitter((line, bytes) => {
      if (!this.#isClosed && this.#limiter.admits(bytes)) this.events.output(line, from);
    });
    stream?.on('data', (chunk: Buffer) => splitter.push(chunk));
    stream?.on('error', () => {});
    return splitter;
  }

  /** Bytes that are not ours condemn the worker; a broken pipe only means that it is about to be gone. */
  #onFrameError(error: Error): void {
    if (error instanceof WireError) this.#killFor(`it broke the protocol: ${error.message}`);
    else this.#part();
  }

  #onExit(exit: WorkerExit): void {
    this.#ended = this.#reason === undefined ? exit : { ...exit, reason: this.#reason };
    this.#cancelParting?.();
    this.#cancelParting = this.clock.after(PARTING_MS, () => this.#close());
  }

  /** The data pipe has ended: the process should follow, or it is no use any more. */
  #part(): void {
    if (this.#ended) return;
    this.#cancelParting ??= this.clock.after(PARTING_MS, () => this.#killFor('it closed its data pipe'));
  }

  #killFor(reason: string): void {
    if (this.#ended) return;
    this.#reason ??= reason;
    this.child.kill('SIGKILL');
  }

  #close(): void {
    if (this.#isClosed || !this.#ended) return;
    this.#cancelParting?.();
    for (const splitter of this.#splitters) splitter.end();
    this.#limiter.flush();
    this.#isClosed = true;
    for (const stream of this.child.stdio) stream?.destroy();
    this.events.exit(this.#ended);
  }
}

function pipeOf(child: ChildProcess, fd: number): Duplex {
  const pipe = child.stdio[fd];
  if (pipe instanceof Duplex) return pipe;
  throw new TypeError(`a worker must be started with a pipe on fd ${fd}`);
}
