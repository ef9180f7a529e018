import { deferred, type Deferred } from '#common';

/** Who waits until a pool has the size it was told to have. */
export class SizeWait {
  #waiter: Deferred<void> | undefined;

  /** Whoever waited before need not any longer. */
  begin(): Promise<void> {
    this.#waiter?.resolve();
    this.#waiter = deferred();
    return this.#waiter.promise;
  }

  reached(): void {
    this.#waiter?.resolve();
    this.#waiter = undefined;
  }

  failed(error: Error): void {
    this.#waiter?.reject(error);
    this.#waiter = undefined;
  }
}
