/** A worker could not be started; the cause is what its boot threw, with its stack. */
export class WorkerBootError extends Error {
  override readonly name = 'WorkerBootError';

  constructor(
    readonly pool: string,
    readonly worker: number,
    why: string,
    /** By something outside: an operator, or the system for want of memory. */
    readonly isKilled: boolean,
    /** How far its boot had come: `modules`, `DigitsApi.setup`, …; absent before its app began to boot. */
    readonly step: string | undefined,
    options?: ErrorOptions,
  ) {
    super(`worker ${worker} of pool "${pool}" could not be started: ${why}`, options);
  }
}
