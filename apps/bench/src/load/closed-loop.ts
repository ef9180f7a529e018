import type { Exchange } from './exchange.js';
import { LoadRecorder, type LoadLog } from './load-log.js';

/**
 * Callers that each send the next request when they have the answer to the last, until the time is over and all
 * answers are in. Its latencies say nothing about overload: it never asks for more than it gets.
 */
export async function closedLoop(
  send: () => Promise<Exchange>,
  { inFlight, forMs }: { readonly inFlight: number; readonly forMs: number },
  now: () => number,
): Promise<LoadLog> {
  const recorder = new LoadRecorder();
  const began = now();
  const call = async (): Promise<void> => {
    for (let startedAt = now(); startedAt - began < forMs; startedAt = now()) {
      recorder.add(startedAt, await send());
    }
  };
  await Promise.all(Array.from({ length: inFlight }, call));
  return recorder.log(began);
}
