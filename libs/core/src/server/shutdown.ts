import { Logger } from '@nestjs/common';
import type { OpenRequests } from '#http';
import type { Clock } from '#workers';
import type { OpenConnections } from './open-connections.js';
import type { RunningPools } from './running-pools.js';
import { endBy, onSecondSignal } from './second-signal.js';

/** How long clients have to read the last words of what was cut when the time of a drain is over. */
const LAST_WORDS_MS = 500;

/** The end of an app, for its requests and its workers. */
export class Shutdown {
  readonly #logger = new Logger('LitServe');
  /** Those of the app's HTTP server; absent without one. */
  #requests: OpenRequests | undefined;
  /** On the clock, when the time to drain is over; set once the end has begun. */
  #endsAt: number | undefined;
  #stopListening: () => void = () => {};

  constructor(
    private readonly pools: RunningPools,
    private readonly drainTimeoutMs: number,
    private readonly clock: Clock,
  ) {}

  watch(requests: OpenRequests): void {
    this.#requests = requests;
  }

  get hasBegun(): boolean {
    return this.#endsAt !== undefined;
  }

  /**
   * The app closes. Serves those that were under way to it, then drains. Its server is to close when that is done: then
   * whatever a client sends meanwhile is answered here, and not by the server.
   *
   * @param isBySignal then everything ends at once when a signal comes again
   */
  async beforeClose(connections: OpenConnections | undefined, isBySignal: boolean): Promise<void> {
    if (isBySignal) this.#endAtSecondSignal();
    this.#begin();
    await connections?.letGo(this.#leftMs);
    await this.drain();
  }

  /** @see RunningPools.drain */
  drain(): Promise<void> {
    this.#begin();
    this.#requests?.refuse();
    return this.pools.drain(this.#leftMs);
  }

  /** Drains, then ends the workers; resolves when they are gone. */
  async stop(): Promise<void> {
    await this.drain();
    await this.pools.stop(this.#leftMs);
    this.#stopListening();
  }

  get #leftMs(): number {
    return Math.max(0, (this.#endsAt ?? 0) - this.clock.now());
  }

  #endAtSecondSignal(): void {
    this.#stopListening();
    this.#stopListening = onSecondSignal((signal) => void this.#cutOff(signal));
  }

  #begin(): void {
    if (this.hasBegun) return;
    this.#endsAt = this.clock.now() + this.drainTimeoutMs;
    const requests = this.#requests;
    if (!requests) return;
    requests.closeAfterAnswers();
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
