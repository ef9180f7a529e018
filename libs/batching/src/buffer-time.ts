import { bufferTime as bufferTimeOf, filter, map } from 'rxjs';
import type { BatchingStrategy, Cut } from './batching-strategy.js';

/**
 * RxJS's own `bufferTime` over the arrivals, for those who ask for it by name: every `spanMs` ms what has arrived
 * becomes a batch, or as soon as `maxBatchSize` items have. Prefer `onDemand()` or `window()`: this one does not see
 * whether a worker is free, so that spans below the time of a run make batches of one or two faster than they can be
 * run (measured: it falls over at 20 % load), and its timer never stops (2 ms cost 4 % of a core at idle).
 *
 * @param spanMs length of each span in ms
 * @param maxBatchSize items that close a batch early; default: no limit but the room of the slot
 */
export function bufferTime(spanMs: number, maxBatchSize = Infinity): BatchingStrategy {
  return (waiting, clock) => () =>
    waiting.arrivals.pipe(
      bufferTimeOf(spanMs, null, maxBatchSize, clock),
      filter((tickets) => tickets.length > 0),
      map((tickets): Cut => ({ tickets, why: 'timer' })),
    );
}
