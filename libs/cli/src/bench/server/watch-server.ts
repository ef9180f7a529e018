import type { ServerSide } from '../measure/stage.js';
import type { EndpointCounts } from './server-info.js';

/** What the counts of the endpoint were at an instant. */
export interface Look {
  readonly at: number;
  readonly counts: EndpointCounts;
}

/**
 * What happened between the first look and the last.
 *
 * @param room items that all slots run at once; a full batch is given to a worker ahead, and then more seem to run
 */
export function serverSide(looks: readonly Look[], room: number): ServerSide | undefined {
  const [first, last] = [looks[0], looks.at(-1)];
  if (!first || !last || last.at <= first.at) return undefined;
  const sizes = Object.entries(last.counts.batches)
    .map(([size, count]) => ({ size: Number(size), count: count - (first.counts.batches[size] ?? 0) }))
    .filter(({ count }) => count > 0);
  const batches = sizes.reduce((sum, { count }) => sum + count, 0);
  if (batches === 0) return undefined;
  const items = sizes.reduce((sum, { size, count }) => sum + size * count, 0);
  const isBusy = ({ counts: { waiting, running } }: Look): boolean =>
    (waiting > 0 && running > 0) || running > room;
  const busy = looks.filter(isBusy).length;
  return {
    batches,
    batchesPerSecond: (batches * 1000) / (last.at - first.at),
    itemsPerBatch: items / batches,
    largestBatch: Math.max(...sizes.map(({ size }) => size)),
    busyShare: busy / looks.length,
  };
}
