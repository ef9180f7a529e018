import type { Clock } from '../clock.js';
import type { KillReason } from '../worker/worker.js';
import type { PoolTimings } from './pool-options.js';

/** How far the boot of one worker has come, and whether it takes too long. */
export class BootWatch {
  /** The step it is at, or was at when it ended. */
  #step: string | undefined;
  #error: Error | undefined;
  readonly #cancelFirstSign: () => void;
  readonly #cancelTimeout: () => void;

  /** The process is about to start. */
  constructor(
    clock: Clock,
    { firstSignMs, startTimeoutMs }: Pick<PoolTimings, 'firstSignMs' | 'startTimeoutMs'>,
    kill: (reason: KillReason) => void,
  ) {
    this.#cancelFirstSign = clock.after(firstSignMs, () => kill('gave no sign'));
    this.#cancelTimeout =
      startTimeoutMs === 0 ? () => {} : clock.after(startTimeoutMs, () => kill('was not ready'));
  }

  get step(): string | undefined {
    return this.#step;
  }

  /** What the worker said went wrong. */
  get error(): Error | undefined {
    return this.#error;
  }

  gaveSign(): void {
    this.#cancelFirstSign();
  }

  begins(step: string): void {
    this.#step = step;
  }

  failed(error: Error): void {
    this.#error = error;
  }

  /** The worker is ready, or has gone. */
  end(): void {
    this.#cancelFirstSign();
    this.#cancelTimeout();
  }
}
