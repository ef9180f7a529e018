import { latencies } from '../load/latencies.js';
import type { Arm } from '../measure/compare.js';
import { median } from '../measure/statistics.js';
import { atMost, measureOf, rowOf, type Row } from '../report/row.js';
import type { Bench } from '../run/bench.js';
import { SIMULATED_MODELS, simulatedPair, type SimulatedModel } from './simulated-model.js';
import type { Suite } from './suite.js';

/** A lonely caller waits for the model and for little else: nobody waits for company. */
export const simulatedCaller: Suite = {
  name: 'simulated-caller',
  run: async (bench) => {
    const rows: Row[] = [];
    for (const model of SIMULATED_MODELS) rows.push(await callerRow(bench, model));
    return rows;
  },
};

async function callerRow(bench: Bench, model: SimulatedModel): Promise<Row> {
  const pair = await simulatedPair(bench, model);
  const arms: Arm[] = [
    {
      name: 'ours',
      measure: async (forMs) => ({ p50: median(latencies(await pair.closed(1, forMs))) }),
    },
    {
      name: 'bare loop',
      measure: async (forMs) => ({ p50: (await pair.batchTimes(forMs))[0] ?? NaN }),
    },
  ];
  const rounds = await bench.compare(arms);
  return rowOf(rounds, {
    name: `simulated model (${model}), one caller: p50 above the bare loop`,
    limit: atMost(0.4),
    unit: 'ms',
    value: (round) => measureOf(round, 'ours', 'p50') - measureOf(round, 'bare loop', 'p50'),
    show: ['p50', 'ms'],
  });
}
