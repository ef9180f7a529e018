import { deferred, type Deferred } from '#common';

interface Waiting {
  readonly isSuspect: boolean;
  readonly entered: Deferred<void>;
}

/**
 * Who runs in one worker at the same time. A suspect has the worker to itself: if the worker dies again, nobody innocent
 * is there to die with it, or to be taken for the guilty one.
 */
export class Company {
  /** Runs that are in. */
  #size = 0;
  /** The one that is in is a suspect. */
  #isReserved = false;
  /** In order, so that a suspect gets its turn however many others come. */
  readonly #waiting: Waiting[] = [];

  /** @returns `undefined` when it may run at once, else what it has to wait for */
  enter(isSuspect: boolean): Promise<void> | undefined {
    if (this.#waiting.length === 0 && this.#hasRoom(isSuspect)) {
      this.#admit(isSuspect);
      return undefined;
    }
    const entered = deferred();
    this.#waiting.push({ isSuspect, entered });
    return entered.promise;
  }

  /** A run that is in has finished, or waits for something that others have to do. */
  leave(): void {
    this.#size -= 1;
    if (this.#size === 0) this.#isReserved = false;
    for (let next = this.#waiting[0]; next && this.#hasRoom(next.isSuspect); next = this.#waiting[0]) {
      this.#waiting.shift();
      this.#admit(next.isSuspect);
      next.entered.resolve();
    }
  }

  /** A run that had left only to wait goes on, whoever is in. */
  return(): void {
    this.#size += 1;
  }

  #hasRoom(isSuspect: boolean): boolean {
    return isSuspect ? this.#size === 0 : !this.#isReserved;
  }

  #admit(isSuspect: boolean): void {
    this.#size += 1;
    this.#isReserved = isSuspect;
  }
}
