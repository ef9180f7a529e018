import { servedArm } from '../measure/served-arm.js';
import { atLeast, measureOf, rowOf } from '../report/row.js';
import { networkRequest } from './network-request.js';
import type { Suite } from './suite.js';

const MAX_BATCH = 32;
/** Always more than two workers run at once. */
const IN_FLIGHT = 4 * MAX_BATCH;

/** A model that takes all the CPU it gets, on threads that are planned for it: one more worker must never cost. */
export const cpuWorkers: Suite = {
  name: 'cpu-workers',
  run: async (bench) => {
    const load = await bench.load();
    const arm = async (workers: string) => {
      const server = await bench.ours('network', { BENCH_NETWORK: 'transformer', BENCH_WORKERS: workers });
      return servedArm(workers, server, load, {
        inFlight: IN_FLIGHT,
        request: networkRequest('transformer'),
      });
    };
    const rounds = await bench.compare([await arm('1'), await arm('2')]);
    return [
      rowOf(rounds, {
        name: 'transformer on the CPU: throughput of 2 workers over that of 1',
        limit: atLeast(1),
        unit: 'x',
        value: (round) => measureOf(round, '2', 'perSecond') / measureOf(round, '1', 'perSecond'),
        show: ['perSecond', '/s'],
      }),
    ];
  },
};
