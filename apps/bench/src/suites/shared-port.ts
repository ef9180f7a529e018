import type { Arm } from '../measure/compare.js';
import { servedArm } from '../measure/served-arm.js';
import { countCpu } from '../measure/server-process.js';
import { measureOf, rowOf } from '../report/row.js';
import { SQUARE } from './square-request.js';
import type { Suite } from './suite.js';

const IN_FLIGHT = 64;

/** `reusePort` came with 22.12 and 23.1. */
function canShare([major = 0, minor = 0]: readonly number[]): boolean {
  return major > 23 || (major === 23 && minor >= 1) || (major === 22 && minor >= 12);
}

/** What scaling beyond one HTTP process costs: two on one port, with a worker each. Empty where Node cannot share one. */
export const sharedPort: Suite = {
  name: 'shared-port',
  run: async (bench) => {
    if (!canShare(process.versions.node.split('.').map(Number))) return [];
    const load = await bench.load();
    const first = await bench.ours('tiny', { BENCH_SHARED_PORT: '0' });
    const second = await bench.ours('tiny', { BENCH_SHARED_PORT: String(first.port) });
    const callers = { inFlight: IN_FLIGHT, request: SQUARE };
    const two: Arm = {
      name: 'two',
      measure: async (forMs) => {
        const used = countCpu(second.pid);
        const both = await servedArm('two', first, load, callers).measure(forMs);
        const requests = (measureIn(both, 'perSecond') * forMs) / 1000;
        return { ...both, cpuUs: measureIn(both, 'cpuUs') + used() / 1000 / requests };
      },
    };
    const rounds = await bench.compare([two, servedArm('one', await bench.ours('tiny'), load, callers)]);
    return [
      rowOf(rounds, {
        name: 'tiny unary, two HTTP processes on one port: CPU of a request over one',
        unit: 'x',
        value: (round) => measureOf(round, 'two', 'cpuUs') / measureOf(round, 'one', 'cpuUs'),
        show: ['cpuUs', 'µs'],
      }),
    ];
  },
};

const measureIn = (sample: Readonly<Record<string, number>>, name: string): number =>
  sample[name] ?? Number.NaN;
