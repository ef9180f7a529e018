import { servedArm } from '../measure/served-arm.js';
import { atMost, measureOf, rowOf } from '../report/row.js';
import { SQUARE } from './square-request.js';
import type { Suite } from './suite.js';

/** The same on Express, whose own cost is so high that the hop must disappear beside it. */
export const tinyExpress: Suite = {
  name: 'tiny-express',
  run: async (bench) => {
    const load = await bench.load();
    const callers = { inFlight: 64, request: SQUARE };
    const rounds = await bench.compare([
      servedArm('ours', await bench.ours('tiny', { BENCH_ADAPTER: 'express' }), load, callers),
      servedArm('nest', await bench.floor('nest-express'), load, callers),
      servedArm('http', await bench.floor('node-http'), load, callers),
    ]);
    return [
      rowOf(rounds, {
        name: 'tiny unary on Express, 64 in flight: CPU over nest',
        limit: atMost(1.1),
        unit: 'x',
        value: (round) => measureOf(round, 'ours', 'cpuUs') / measureOf(round, 'nest', 'cpuUs'),
        show: ['cpuUs', 'µs'],
      }),
    ];
  },
};
