import type { StreamFlow } from '#http';

/**
 * Gives the worker credit for what its stream's client takes. While the socket is full the credit is kept back, and a
 * worker without credit pauses the generator.
 */
export class StreamCredit implements StreamFlow {
  #isPaused = false;
  #owed = 0;

  /** @param grant called with bytes the worker may send beyond its window */
  constructor(private readonly grant: (bytes: number) => void) {}

  /** A chunk of so many bytes has been handed to the socket. */
  passed(bytes: number): void {
    if (this.#isPaused) this.#owed += bytes;
    else this.grant(bytes);
  }

  pause(): void {
    this.#isPaused = true;
  }

  resume(): void {
    this.#isPaused = false;
    if (this.#owed > 0) this.grant(this.#owed);
    this.#owed = 0;
  }
}
