import type { Duplex } from 'node:stream';

/** Any byte asks how long the main thread has been stuck; the answer is a 32-bit little-endian number of ms. */
const ANSWER_BYTES = 4;

/**
 * Our end of the watchdog's pipe. While it is open the worker lives; the kernel closes it when this process dies.
 */
export class WatchdogClient {
  /** Whoever waits for the next answer; they share it. */
  #waiting: ((ms: number) => void)[] = [];
  /** The part of an answer that has come so far. */
  #received = Buffer.alloc(0);

  constructor(private readonly pipe: Duplex) {
    pipe.on('data', (chunk: Buffer) => this.#onData(chunk));
    // A broken pipe means the worker has gone, which its exit tells.
    pipe.on('error', () => this.#answer(0));
    pipe.on('close', () => this.#answer(0));
  }

  /** How long the worker's main thread has been stuck, in ms; 0 when it turns, or when the worker has gone. */
  stuckMs(): Promise<number> {
    if (this.pipe.destroyed || !this.pipe.writable) return Promise.resolve(0);
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      if (this.#waiting.length === 1) this.pipe.write(Buffer.of(1));
    });
  }

  #onData(chunk: Buffer): void {
    this.#received = Buffer.concat([this.#received, chunk]);
    while (this.#received.length >= ANSWER_BYTES) {
      const ms = this.#received.readUInt32LE();
      this.#received = this.#received.subarray(ANSWER_BYTES);
      this.#answer(ms);
    }
  }

  #answer(ms: number): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve(ms);
  }
}
