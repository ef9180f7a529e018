import type { FromWorkerControl, FromWorkerMessage } from '#wire';

/** How a {@link WorkerHost} talks to the HTTP process, wherever that is. */
export interface WorkerChannel {
  /**
   * Takes a message, which leaves with all others of this turn.
   *
   * @throws WireError `too_large`; nothing of it leaves then
   */
  send(message: FromWorkerMessage): void;
  /**
   * Resolves when the operating system has all that was sent so far, which no longer waits for the end of the turn: only
   * then may something that blocks the process start.
   *
   * @throws the error of a channel that has gone
   */
  flushed(): Promise<void>;
  control(message: FromWorkerControl): void;
}
