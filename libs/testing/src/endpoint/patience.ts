import { Logger } from '@nestjs/common';
import type { EndpointStats } from '#core';
import type { VirtualClock } from '../clock/virtual-clock.js';

/** Long for anything but a real model. */
const PATIENCE_MS = 1_000;

/** Tells whoever waits for an answer that it waits for time, which stands still; a test would only time out. */
export class Patience {
  readonly #logger = new Logger('LitServeTesting');

  /** @param patienceMs how long a call may take without a word, in real time */
  constructor(
    private readonly clock: VirtualClock,
    private readonly patienceMs = PATIENCE_MS,
  ) {}

  /**
   * A call has been made.
   *
   * @returns ends it
   */
  begin(
    endpoint: { readonly name: string; stats(): Promise<EndpointStats> },
    faults: { readonly held: number },
  ): () => void {
    const look = async (): Promise<void> => {
      const { waiting } = await endpoint.stats();
      const { nextInMs } = this.clock;
      if (nextInMs === undefined || waiting + faults.held === 0) return;
      // Nest's logger of tests shows nothing less.
      this.#logger.error(
        `A call of ${endpoint.name} waits for time, which stands still at ${this.clock.now()} ms: ` +
          `${waiting} in its queue, ${faults.held} held by faults. What comes next is ${nextInMs} ms away: ` +
          `await testing.clock.advance(${nextInMs})`,
      );
    };
    const timer = setTimeout(() => void look(), this.patienceMs).unref();
    return () => clearTimeout(timer);
  }
}
