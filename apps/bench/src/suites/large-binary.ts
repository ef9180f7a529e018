import { servedArm } from '../measure/served-arm.js';
import { atMost, measureOf, rowOf, type Row } from '../report/row.js';
import type { Bench } from '../run/bench.js';
import { LARGE_BINARY, LARGE_WARM_UP } from './large-bodies.js';
import type { Suite } from './suite.js';

/** Large bodies that only have to be moved. */
export const largeBinary: Suite = {
  name: 'large-binary',
  run: async (bench) => [await binaryRow(bench, 'upload'), await binaryRow(bench, 'echo')],
};

async function binaryRow(bench: Bench, model: 'upload' | 'echo'): Promise<Row> {
  const load = await bench.load();
  const callers = { inFlight: 4, request: LARGE_BINARY };
  const arms = [
    servedArm('ours', await bench.ours(model), load, callers),
    servedArm('raw handler + hop', await bench.floor('nest-hop', { BENCH_HOP: model }), load, callers),
  ];
  const rounds = await bench.compare(arms, LARGE_WARM_UP);
  return rowOf(rounds, {
    name: `600 KB binary (${model}): CPU over a raw handler in a Nest app + hop`,
    limit: atMost(1.3),
    unit: 'x',
    value: (round) => measureOf(round, 'ours', 'cpuUs') / measureOf(round, 'raw handler + hop', 'cpuUs'),
    show: ['cpuUs', 'µs'],
  });
}
