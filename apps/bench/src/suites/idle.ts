import { setTimeout as sleep } from 'node:timers/promises';
import { compare, MIN_ROUNDS } from '../measure/compare.js';
import { processTree } from '../measure/cpu.js';
import { countCpu } from '../measure/server-process.js';
import { atMost, measureOf, rowOf } from '../report/row.js';
import type { Suite } from './suite.js';

/** V8 compiles for some seconds after a start, and collects its garbage a last time 10 to 25 s after it. */
const SETTLE_ARMS = 17;
const WINDOW_ARMS = 5;

/** A server nobody asks does nothing, in none of its processes. */
export const idle: Suite = {
  name: 'idle',
  run: async (bench) => {
    const { armMs, rounds } = bench.effort;
    const { pid } = await bench.quickstart();
    await sleep(SETTLE_ARMS * armMs);
    const arm = {
      name: 'ours',
      measure: async (forMs: number) => {
        const counters = processTree(pid).map((one) => countCpu(one, (counted) => counted === one));
        const began = performance.now();
        await sleep(forMs);
        const elapsedNs = (performance.now() - began) * 1e6;
        return { percent: Math.max(...counters.map((ns) => (ns() / elapsedNs) * 100)) };
      },
    };
    const effort = { rounds: Math.min(MIN_ROUNDS, rounds), armMs: WINDOW_ARMS * armMs, warmUpMs: 0 };
    return [
      rowOf(await compare([arm], effort), {
        name: 'idle quickstart: CPU of its busiest process, of a core',
        limit: atMost(0.1),
        unit: '%',
        value: (round) => measureOf(round, 'ours', 'percent'),
        show: ['percent', '%'],
      }),
    ];
  },
};
