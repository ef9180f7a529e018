import type { ServerSide } from '../measure/stage.js';
import type { EndpointCounts } from './server-info.js';

/** What the counts of the endpoint were at an instant. */
export interface Look {
  readonly at: number;
  readonly counts: EndpointCounts;
}

/** What happened between the first look and the last. */
export function serverSide(looks: readonly Look[]): ServerSide | undefined {
  const [first, last] = [looks[0], looks.at(-1)];
  if (!first || !last || last.at <= first.at) return undefined;
  const sizes = Object.entries(last.counts.batches)
    .map(([size, count]) => ({ size: Number(size), count: count - (first.counts.batches[size] ?? 0) }))
    .filter(({ count }) => count > 0);
  const batches = sizes.reduce((sum, { count }) => sum + count, 0);
  if (batches === 0) return undefined;
  const items = sizes.reduce((sum, { size, count }) => sum + size * count, 0);
  const busy = looks.filter(({ counts }) => counts.waiting > 0 && counts.running > 0).length;
  return {
    batches,
    batchesPerSecond: (batches * 1000) / (last.at - first.at),
    itemsPerBatch: items / batches,
    largestBatch: Math.max(...sizes.map(({ size }) => size)),
    busyShare: busy / looks.length,
  };
}
