/** Floor: the simulated model in a bare loop, one item at a time. */
import type { BatchingLoopJob } from './batching-loop.js';
import { serveJobs } from '../measure/job-process.js';
import { median } from '../measure/statistics.js';
import { SIMULATED, waitByTimer, waitStuck } from '../models/simulated-time.js';

/** @returns the median time in milliseconds */
serveJobs(async ({ model, forMs }: BatchingLoopJob): Promise<number> => {
  const wait = model === 'timer' ? waitByTimer : waitStuck;
  const times: number[] = [];
  const began = performance.now();
  do {
    const from = performance.now();
    await wait(1, SIMULATED);
    times.push(performance.now() - from);
  } while (performance.now() - began < forMs);
  return median(times);
});
