import type { FromWorkerControl, FromWorkerMessage } from '#wire';

/** How a {@link WorkerHost} talks to the HTTP process, wherever that is. */
export interface WorkerChannel {
  /** Resolves when the operating system has the bytes: only then may something that blocks the process start. */
  send(message: FromWorkerMessage): Promise<void>;
  control(message: FromWorkerControl): void;
}
