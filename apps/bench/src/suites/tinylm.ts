import type { TinyLmJob } from '../floors/tinylm-loop.js';
import type { Arm } from '../measure/compare.js';
import { servedArm } from '../measure/served-arm.js';
import { countCpu } from '../measure/server-process.js';
import { measureOf, rowOf } from '../report/row.js';
import type { Suite } from './suite.js';

const TEXT = 'say: 402';
const REQUEST = {
  path: '/predict',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ text: TEXT }),
};
/** As the quickstart says; twice as many callers keep it full. */
const MAX_BATCH = 16;
const BARE = 'bare loop';

/** The quickstart as it is: a small model that runs once for each character of an answer. */
export const tinylm: Suite = {
  name: 'tinylm',
  run: async (bench) => {
    const load = await bench.load();
    const loop = await bench.loop<TinyLmJob, number>('tinylm-loop');
    const bare: Arm = {
      name: BARE,
      measure: async (forMs) => {
        const used = countCpu(loop.pid);
        const answers = await loop.run({ text: TEXT, batch: MAX_BATCH, forMs });
        return { cpuUs: used() / 1000 / answers };
      },
    };
    const callers = { inFlight: 2 * MAX_BATCH, request: REQUEST };
    const rounds = await bench.compare([servedArm('ours', await bench.quickstart(), load, callers), bare]);
    return [
      rowOf(rounds, {
        name: `tinylm, ${2 * MAX_BATCH} in flight: CPU of an answer over the model in a bare loop`,
        unit: 'x',
        value: (round) => measureOf(round, 'ours', 'cpuUs') / measureOf(round, BARE, 'cpuUs'),
        show: ['cpuUs', 'µs'],
      }),
    ];
  },
};
