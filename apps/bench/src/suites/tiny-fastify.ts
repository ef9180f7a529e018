import type { Round } from '../measure/compare.js';
import { servedArm } from '../measure/served-arm.js';
import { atMost, measureOf, rowOf } from '../report/row.js';
import { SQUARE } from './square-request.js';
import type { Suite } from './suite.js';

/**
 * What serving costs when the model costs nothing. The floor is a plain controller that asks another process over a bare
 * pipe; what that adds up to from its parts, measured by themselves, is printed.
 */
export const tinyFastify: Suite = {
  name: 'tiny-fastify',
  run: async (bench) => {
    const load = await bench.load();
    const callers = { inFlight: 64, request: SQUARE };
    const rounds = await bench.compare([
      servedArm('ours', await bench.ours('tiny'), load, callers),
      servedArm('nest + hop', await bench.floor('nest-controller-hop'), load, callers),
      servedArm('nest', await bench.floor('nest-fastify'), load, callers),
      servedArm('http + hop', await bench.floor('http-hop'), load, callers),
      servedArm('http', await bench.floor('node-http'), load, callers),
    ]);
    return [
      rowOf(rounds, {
        name: 'tiny unary on Fastify, 64 in flight: CPU over a nest controller that asks a bare hop',
        limit: atMost(1.5),
        unit: 'x',
        value: cpuOver((cpu) => cpu('nest + hop')),
        show: ['cpuUs', 'µs'],
      }),
      rowOf(rounds, {
        name: 'the same over the sum of nest, and http + hop less http',
        unit: 'x',
        value: cpuOver((cpu) => cpu('nest') + cpu('http + hop') - cpu('http')),
        show: ['cpuUs', 'µs'],
      }),
    ];
  },
};

/** @param floor made of the CPU of other arms */
const cpuOver =
  (floor: (cpu: (arm: string) => number) => number) =>
  (round: Round): number => {
    const cpu = (arm: string): number => measureOf(round, arm, 'cpuUs');
    return cpu('ours') / floor(cpu);
  };
