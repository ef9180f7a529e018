import { deferred, type Deferred } from '#common';

/** Tells those who wait for it that nothing is left. */
export class IdleNotice {
  #waiter: Deferred<void> | undefined;

  constructor(private readonly isIdle: () => boolean) {}

  wait(): Promise<void> {
    if (this.isIdle()) return Promise.resolve();
    this.#waiter ??= deferred();
    return this.#waiter.promise;
  }

  /**
   * Something has left its place. It may be on its way to another one, and in none for a moment, so whether anything is
   * left is looked at later.
   */
  left(): void {
    if (this.#waiter) queueMicrotask(this.#look);
  }

  readonly #look = (): void => {
    if (!this.#waiter || !this.isIdle()) return;
    this.#waiter.resolve();
    this.#waiter = undefined;
  };
}
