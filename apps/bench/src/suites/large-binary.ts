import { servedArm } from '../measure/served-arm.js';
import { atMost, measureOf, rowOf, type Row } from '../report/row.js';
import type { Bench } from '../run/bench.js';
import { LARGE_BINARY } from './large-bodies.js';
import type { Suite } from './suite.js';

/** Large bodies that only have to be moved. */
export const largeBinary: Suite = {
  name: 'large-binary',
  run: async (bench) => [await binaryRow(bench, 'upload'), await binaryRow(bench, 'echo')],
};

async function binaryRow(bench: Bench, model: 'upload' | 'echo'): Promise<Row> {
  const load = await bench.load();
  const callers = { inFlight: 4, request: LARGE_BINARY };
  const rounds = await bench.compare([
    servedArm('ours', await bench.ours(model), load, callers),
    servedArm('raw handler + hop', await bench.floor('nest-hop', { BENCH_HOP: model }), load, callers),
  ]);
  return rowOf(rounds, {
    name: `600 KB binary (${model}): CPU over a raw handler in a Nest app + hop`,
    limit: atMost(1.3),
    unit: 'x',
    value: (round) => measureOf(round, 'ours', 'cpuUs') / measureOf(round, 'raw handler + hop', 'cpuUs'),
    show: ['cpuUs', 'µs'],
  });
}
