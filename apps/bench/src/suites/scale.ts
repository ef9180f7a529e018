import { compare, MIN_ROUNDS, type Arm } from '../measure/compare.js';
import { servedArm } from '../measure/served-arm.js';
import { SLOW_MAX_BATCH } from '../models/slow.js';
import { atLeast, measureOf, rowOf } from '../report/row.js';
import { SQUARE } from './square-request.js';
import type { Suite } from './suite.js';

const WORKERS = [1, 2, 4, 8, 16];
/** A batch takes 228 ms: an arm must see many of them, and there must always be more than are running. */
const LONGER = 4;
const BATCHES_IN_FLIGHT = 3;

/** Workers that wait for accelerators of their own: nothing but the HTTP process could hold them back. */
export const scale: Suite = {
  name: 'scale',
  run: async (bench) => {
    const { rounds, armMs, warmUpMs } = bench.effort;
    const load = await bench.load();
    const arms: Arm[] = [];
    for (const workers of WORKERS) {
      const server = await bench.ours('slow', { BENCH_WORKERS: String(workers) });
      const inFlight = workers * SLOW_MAX_BATCH * BATCHES_IN_FLIGHT;
      arms.push(servedArm(`${workers}`, server, load, { inFlight, request: SQUARE }));
    }
    const effort = { rounds: Math.min(rounds, MIN_ROUNDS), armMs: armMs * LONGER, warmUpMs };
    const measured = await compare(arms, effort);
    return WORKERS.slice(1).map((workers) =>
      rowOf(measured, {
        name: `${workers} workers on accelerators of their own: throughput over ${workers} times that of one`,
        limit: atLeast(0.95),
        unit: 'x',
        value: (round) =>
          measureOf(round, `${workers}`, 'perSecond') / measureOf(round, '1', 'perSecond') / workers,
        show: ['perSecond', '/s'],
      }),
    );
  },
};
