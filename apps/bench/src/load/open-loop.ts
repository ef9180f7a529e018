import type { Exchange } from './exchange.js';
import { LoadRecorder, type LoadLog } from './load-log.js';

export interface LoadClock {
  now(): number;
  /** Resolves when the clock has reached an instant, or later. */
  until(instant: number): Promise<void>;
}

/**
 * Requests at given instants, whatever has become of those before. Each latency counts from the instant the request
 * was scheduled for, so a server, or a client, that stalls is charged for all who had to wait for it.
 *
 * @param schedule milliseconds since the beginning, ascending
 */
export async function openLoop(
  send: () => Promise<Exchange>,
  schedule: Float64Array,
  clock: LoadClock,
): Promise<LoadLog> {
  const recorder = new LoadRecorder();
  const began = clock.now();
  const pending: Promise<void>[] = [];
  for (const offset of schedule) {
    const due = began + offset;
    if (clock.now() < due) await clock.until(due);
    pending.push(send().then((exchange) => recorder.add(due, exchange)));
  }
  await Promise.all(pending);
  return recorder.log(began);
}
