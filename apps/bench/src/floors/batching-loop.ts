/**
 * Floor: the simulated model in a bare loop, without any server: how long a batch of each size really takes here,
 * timers and scheduling of the machine included.
 */
import { SIMULATED, SIMULATED_MAX_BATCH, waitByTimer, waitStuck } from '../models/simulated-time.js';
import { serveJobs } from '../measure/job-process.js';
import { median } from '../measure/statistics.js';

export interface BatchingLoopJob {
  readonly model: 'timer' | 'sleep';
  readonly forMs: number;
}

/** The median time in milliseconds of a batch of 1, 2, … items. */
export type BatchTimes = readonly number[];

serveJobs(async ({ model, forMs }: BatchingLoopJob): Promise<BatchTimes> => {
  const wait = model === 'timer' ? waitByTimer : waitStuck;
  const times = Array.from({ length: SIMULATED_MAX_BATCH }, (): number[] => []);
  const began = performance.now();
  do {
    for (const [index, taken] of times.entries()) {
      const from = performance.now();
      await wait(index + 1, SIMULATED);
      taken.push(performance.now() - from);
    }
  } while (performance.now() - began < forMs);
  return times.map(median);
});
