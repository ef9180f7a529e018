import type { Round } from '../measure/compare.js';
import { servedArm } from '../measure/served-arm.js';
import { atMost, measureOf, rowOf } from '../report/row.js';
import { SQUARE } from './square-request.js';
import type { Suite } from './suite.js';

const p50 = (round: Round, arm: string): number => measureOf(round, arm, 'p50');

/** What the way to a worker adds to the latency a lonely caller sees. */
export const oneCaller: Suite = {
  name: 'one-caller',
  run: async (bench) => {
    const load = await bench.load();
    const callers = { inFlight: 1, request: SQUARE };
    const rounds = await bench.compare([
      servedArm('ours', await bench.ours('tiny'), load, callers),
      servedArm('nest', await bench.floor('nest-fastify'), load, callers),
      servedArm('http + hop', await bench.floor('http-hop'), load, callers),
      servedArm('http', await bench.floor('node-http'), load, callers),
    ]);
    return [
      rowOf(rounds, {
        name: 'tiny unary, one caller: p50 above nest',
        limit: atMost(0.15),
        unit: 'ms',
        value: (round) => p50(round, 'ours') - p50(round, 'nest'),
        show: ['p50', 'ms'],
      }),
      rowOf(rounds, {
        name: 'the same, of what is above nest: p50 that a bare hop to another process adds to http',
        unit: 'ms',
        value: (round) => p50(round, 'http + hop') - p50(round, 'http'),
        show: ['p50', 'ms'],
      }),
    ];
  },
};
