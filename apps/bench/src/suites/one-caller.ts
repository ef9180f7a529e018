import { servedArm } from '../measure/served-arm.js';
import { atMost, measureOf, rowOf } from '../report/row.js';
import { SQUARE } from './square-request.js';
import type { Suite } from './suite.js';

/** What the way to a worker adds to the latency a lonely caller sees. */
export const oneCaller: Suite = {
  name: 'one-caller',
  run: async (bench) => {
    const load = await bench.load();
    const callers = { inFlight: 1, request: SQUARE };
    const rounds = await bench.compare([
      servedArm('ours', await bench.ours('tiny'), load, callers),
      servedArm('nest', await bench.floor('nest-fastify'), load, callers),
      servedArm('http', await bench.floor('node-http'), load, callers),
    ]);
    return [
      rowOf(rounds, {
        name: 'tiny unary, one caller: p50 above nest',
        limit: atMost(0.15),
        unit: 'ms',
        value: (round) => measureOf(round, 'ours', 'p50') - measureOf(round, 'nest', 'p50'),
        show: ['p50', 'ms'],
      }),
    ];
  },
};
