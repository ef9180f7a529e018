import { deferred, type Deferred } from '#common';
import type { Clock } from '../clock.js';

export interface Health {
  readonly healthy: boolean;
  /** Why not, or what was not checked. */
  readonly detail?: string | undefined;
}

/** Asks a worker for its health. Whoever asks while a question is open shares its answer. */
export class HealthCheck {
  #id = 0;
  /** The answer to the open question `#id`. */
  #open: Deferred<Health> | undefined;
  /** What the worker said last. */
  #last: Health = { healthy: true };

  constructor(
    private readonly clock: Clock,
    private readonly ask: (id: number) => void,
    /** Whether the worker is at work: then it may be in native code, where it cannot hear us. */
    private readonly isBusy: () => boolean,
  ) {}

  check(timeoutMs: number): Promise<Health> {
    if (this.#open) return this.#open.promise;
    const open = deferred<Health>();
    this.#open = open;
    const cancelTimeout = this.clock.after(timeoutMs, () => this.#close(this.#silence(timeoutMs)));
    this.ask(++this.#id);
    return open.promise.finally(cancelTimeout);
  }

  /** The worker has answered; an answer that comes too late still tells what it said last. */
  answered(id: number, health: Health): void {
    this.#last = health;
    if (id === this.#id) this.#close(health);
  }

  /** The worker has gone. */
  gone(): void {
    this.#close({ healthy: false, detail: 'the worker has exited' });
  }

  #close(health: Health): void {
    this.#open?.resolve(health);
    this.#open = undefined;
  }

  #silence(timeoutMs: number): Health {
    if (!this.isBusy()) return { healthy: false, detail: `no answer within ${timeoutMs} ms` };
    return { healthy: this.#last.healthy, detail: this.#last.detail ?? 'busy' };
  }
}
