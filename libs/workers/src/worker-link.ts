import type {
  FromWorkerControl,
  FromWorkerMessage,
  Received,
  ReplyMessage,
  RunMessage,
  ToWorkerControl,
  WorkerAssignment,
} from '#wire';

export interface WorkerExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** What went wrong at birth, or on the wire when that is why the worker was killed. */
  readonly reason?: string;
}

/** What a link tells its owner. `exit` comes exactly once, after the last whole frame, and nothing comes after it. */
export interface LinkEvents {
  message(message: FromWorkerMessage<Received>): void;
  control(message: FromWorkerControl): void;
  /** A line the worker printed. */
  output(line: string, from: 'stdout' | 'stderr'): void;
  exit(exit: WorkerExit): void;
}

/** The connection to one worker, wherever it runs: a child process, or this process (inline). */
export interface WorkerLink {
  /** Process id; `undefined` inline. */
  readonly pid: number | undefined;
  run(message: RunMessage): void;
  /** A part of what becomes of a call of the worker. */
  reply(message: ReplyMessage): void;
  control(message: ToWorkerControl): void;
  kill(signal: NodeJS.Signals): void;
  /**
   * How long the worker's main thread has been stuck, in ms; 0 when it turns. Absent inline, where a stuck worker would
   * be this very thread.
   */
  stuckMs?(): Promise<number>;
}

/** Starts a worker. Errors of starting come as `exit`, never as a throw. */
export type OpenLink = (assignment: WorkerAssignment, events: LinkEvents) => WorkerLink;
