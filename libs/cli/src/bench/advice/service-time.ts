import type { StageResult } from '../measure/stage.js';
import { fitLine, type Line } from './fit-line.js';

/** A stage says how long batches take when at nearly every look a worker had no rest. */
const BUSY = 0.75;
/** Fewer batches than this say little. */
const MIN_BATCHES = 5;

/** Time one batch takes of a slot, in milliseconds, by the mean number of its items. */
export interface ServicePoint {
  readonly items: number;
  readonly batchMs: number;
  readonly batches: number;
}

/** What is known of how long batches take. */
export interface ServiceTime {
  readonly points: readonly ServicePoint[];
  /** `undefined` while batches of one size only were seen. */
  readonly line: Line | undefined;
}

export const isBusy = ({ server }: StageResult): boolean => server !== undefined && server.busyShare >= BUSY;

/**
 * While all slots are busy, each batch takes one slot for `slots / batches per second`. The mean of a line is the line
 * of the mean, so mean sizes do, however the sizes scatter.
 *
 * @param slots workers times `concurrency`
 */
export function serviceTime(stages: readonly StageResult[], slots: number): ServiceTime {
  const points = stages.flatMap((stage) => {
    const { server } = stage;
    if (!server || !isBusy(stage) || server.batches < MIN_BATCHES) return [];
    const { itemsPerBatch: items, batchesPerSecond, batches } = server;
    return [{ items, batchMs: (slots * 1000) / batchesPerSecond, batches }];
  });
  const line = fitLine(
    points.map(({ items, batchMs, batches }) => ({ x: items, y: batchMs, weight: batches })),
  );
  return { points, line };
}
