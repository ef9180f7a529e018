import { setImmediate as turn } from 'node:timers/promises';

/** A turn of the event loop that is no longer has found nothing to do. */
const IDLE_TURN_MS = 0.2;
/** How much longer it may be for each ms of waiting: a busy process has no such turn. */
const TOLERANCE = 0.01;
const LONGEST_MS = 1000;

/**
 * Resolves right after a turn of the event loop that has found nothing to do: what has reached this machine by then is
 * taken care of, and what comes during so short a turn can hardly be anything. The longer there is none, the less is asked.
 *
 * @param count of something that must not have come during that turn
 */
export async function quietTurn(count: () => number = () => 0): Promise<void> {
  const began = performance.now();
  // This turn may have looked for events long ago.
  await turn();
  for (;;) {
    const before = count();
    const since = performance.now();
    await turn();
    const now = performance.now();
    const isQuiet = count() === before && now - since <= IDLE_TURN_MS + (now - began) * TOLERANCE;
    if (isQuiet || now - began > LONGEST_MS) return;
  }
}
