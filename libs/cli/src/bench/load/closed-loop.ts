import type { Exchange, Send } from './exchange.js';
import type { LoadClock } from './load-clock.js';

/** A caller that was refused does not ask again at once: that would be a load of refusals. */
const PAUSE_MS = 50;

export interface LoopOptions {
  readonly clock: LoadClock;
  readonly forMs: number;
  /** No request is sent after it is aborted. */
  readonly signal: AbortSignal;
  readonly onExchange: (exchange: Exchange) => void;
}

/**
 * Callers that each send the next request when they have the answer to the last, until the time is over and all
 * answers are in. It never asks for more than it gets, so it finds what a server can do, and not how it does under
 * more than that.
 */
export async function closedLoop(send: Send, callers: number, options: LoopOptions): Promise<void> {
  const { clock, forMs, signal, onExchange } = options;
  const ends = clock.now() + forMs;
  const call = async (): Promise<void> => {
    for (let at = clock.now(); at < ends && !signal.aborted; at = clock.now()) {
      const exchange = await send(at);
      onExchange(exchange);
      if (exchange.error !== undefined) await clock.until(clock.now() + PAUSE_MS);
    }
  };
  await Promise.all(Array.from({ length: callers }, call));
}
