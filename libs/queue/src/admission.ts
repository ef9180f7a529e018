/** Whom a queue lets in: everybody, only those it owes, or nobody. */
export class Admission {
  #closed: Error | undefined;
  #draining: Error | undefined;

  /** Set while nobody is let in. */
  get closed(): Error | undefined {
    return this.#closed;
  }

  close(error: Error): void {
    this.#closed = error;
  }

  drain(error: Error): void {
    this.#draining = error;
  }

  open(): void {
    this.#closed = undefined;
    this.#draining = undefined;
  }

  /** Why somebody is not let in. */
  refusal(isOwed: boolean): Error | undefined {
    return this.#closed ?? (isOwed ? undefined : this.#draining);
  }
}
