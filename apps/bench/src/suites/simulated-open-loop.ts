import { idealBatcher } from '../floors/ideal-batcher.js';
import { latencies } from '../load/latencies.js';
import { poisson, seededRandom } from '../load/poisson.js';
import { compare, type Arm } from '../measure/compare.js';
import { quantile } from '../measure/statistics.js';
import { atMost, measureOf, rowOf, type Row } from '../report/row.js';
import type { Bench } from '../run/bench.js';
import { SIMULATED_MODELS, simulatedPair, type SimulatedModel } from './simulated-model.js';
import type { Suite } from './suite.js';

const LOAD = 0.8;
const MAX_ROUNDS = 10;

/** What callers that do not wait for each other see near the limit, the slowest of them. */
export const simulatedOpenLoop: Suite = {
  name: 'simulated-open-loop',
  run: async (bench) => {
    const rows: Row[] = [];
    for (const model of SIMULATED_MODELS) rows.push(await openLoopRow(bench, model));
    return rows;
  },
};

async function openLoopRow(bench: Bench, model: SimulatedModel): Promise<Row> {
  const { armMs, warmUpMs, rounds } = bench.effort;
  const pair = await simulatedPair(bench, model);
  await pair.closed(256, warmUpMs);
  const atCapacity = await pair.closed(256, armMs);
  const perSecond = (LOAD * atCapacity.endedAt.length * 1000) / atCapacity.lastsMs;
  let seed = 0;
  const arm: Arm = {
    name: 'ours',
    measure: async (forMs) => {
      const batchTimes = await pair.batchTimes(forMs / 4);
      const schedule = poisson(perSecond, forMs, seededRandom(++seed));
      const p99 = quantile(latencies(await pair.open(schedule)), 0.99);
      const ideal = idealBatcher(schedule, batchTimes).map((at, index) => at - (schedule[index] ?? NaN));
      const idealP99 = quantile([...ideal], 0.99);
      return { p99, idealP99, aboveIdeal: (p99 - idealP99) / (batchTimes.at(-1) ?? NaN) };
    },
  };
  const measured = await compare([arm], { armMs, warmUpMs, rounds: Math.min(rounds, MAX_ROUNDS) });
  return rowOf(measured, {
    name: `simulated model (${model}), open loop at 80 %: p99 above the ideal batcher's, in batch times`,
    limit: atMost(1),
    unit: 'x',
    value: (round) => measureOf(round, 'ours', 'aboveIdeal'),
    show: ['p99', 'ms'],
  });
}
