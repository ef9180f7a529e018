import { Logger } from '@nestjs/common';
import type { OpenRequests } from '#http';
import type { RunningPools } from './running-pools.js';
import { endBy, onSecondSignal } from './second-signal.js';

/** How long clients have to read the last words of what was cut when the time of a drain is over. */
const LAST_WORDS_MS = 500;

/** The end of an app, for its requests and its workers. */
export class Shutdown {
  readonly #logger = new Logger('LitServe');
  /** Those of the app's HTTP server; absent without one. */
  #requests: OpenRequests | undefined;
  #hasBegun = false;
  #stopListening: () => void = () => {};

  constructor(
    private readonly pools: RunningPools,
    private readonly drainTimeoutMs: number,
  ) {}

  watch(requests: OpenRequests): void {
    this.#requests = requests;
  }

  /** @see RunningPools.drain */
  drain(): Promise<void> {
    if (!this.#hasBegun) this.#begin();
    return this.pools.drain();
  }

  /** It was a signal that the app ends by: when one comes again, everything ends at once. */
  endAtSecondSignal(): void {
    this.#stopListening();
    this.#stopListening = onSecondSignal((signal) => void this.#cutOff(signal));
  }

  /** @see RunningPools.stop */
  async stop(): Promise<void> {
    await this.pools.stop();
    this.#stopListening();
  }

  #begin(): void {
    this.#hasBegun = true;
    const requests = this.#requests;
    if (!requests) return;
    requests.drain();
    // What is open then is an upload that does not end, or an answer that nobody reads: the server would never close.
    const cut = (): void => {
      const count = requests.cut();
      if (count > 0) this.#logger.warn(`The time to drain is over: ${count} connections are cut`);
    };
    setTimeout(cut, this.drainTimeoutMs + LAST_WORDS_MS).unref();
  }

  async #cutOff(signal: NodeJS.Signals): Promise<void> {
    this.#logger.warn(`${signal} has come again: ${this.pools.inHand} requests are cut off`);
    const ended = this.pools.cutOff();
    this.#requests?.cut();
    await ended;
    endBy(signal);
  }
}
