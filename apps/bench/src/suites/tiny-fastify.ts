import { servedArm } from '../measure/served-arm.js';
import { atMost, measureOf, rowOf } from '../report/row.js';
import { SQUARE } from './square-request.js';
import type { Suite } from './suite.js';

/** What serving costs when the model costs nothing: a plain controller, and the way to another process and back. */
export const tinyFastify: Suite = {
  name: 'tiny-fastify',
  run: async (bench) => {
    const load = await bench.load();
    const callers = { inFlight: 64, request: SQUARE };
    const rounds = await bench.compare([
      servedArm('ours', await bench.ours('tiny'), load, callers),
      servedArm('nest', await bench.floor('nest-fastify'), load, callers),
      servedArm('http + hop', await bench.floor('http-hop'), load, callers),
      servedArm('http', await bench.floor('node-http'), load, callers),
    ]);
    return [
      rowOf(rounds, {
        name: 'tiny unary on Fastify, 64 in flight: CPU over (nest + hop)',
        limit: atMost(1.15),
        unit: 'x',
        value: (round) => {
          const cpu = (arm: string): number => measureOf(round, arm, 'cpuUs');
          return cpu('ours') / (cpu('nest') + cpu('http + hop') - cpu('http'));
        },
        show: ['cpuUs', 'µs'],
      }),
    ];
  },
};
