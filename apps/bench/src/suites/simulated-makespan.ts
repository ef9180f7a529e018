import { idealBatcher } from '../floors/ideal-batcher.js';
import type { Arm } from '../measure/compare.js';
import { atLeast, measureOf, rowOf, type Row } from '../report/row.js';
import type { Bench } from '../run/bench.js';
import { SIMULATED_MODELS, simulatedPair, type SimulatedModel } from './simulated-model.js';
import type { Suite } from './suite.js';

/** How much of a model's time is used for the model when there is always work: the ideal batcher uses all of it. */
export const simulatedMakespan: Suite = {
  name: 'simulated-makespan',
  run: async (bench) => {
    const rows: Row[] = [];
    for (const model of SIMULATED_MODELS) {
      for (const inFlight of [64, 256]) rows.push(await makespanRow(bench, model, inFlight));
    }
    return rows;
  },
};

async function makespanRow(bench: Bench, model: SimulatedModel, inFlight: number): Promise<Row> {
  const pair = await simulatedPair(bench, model);
  const arm: Arm = {
    name: 'ours',
    measure: async (forMs) => {
      const batchTimes = await pair.batchTimes(forMs / 4);
      const log = await pair.closed(inFlight, forMs);
      const ideal = idealBatcher(log.startedAt.toSorted(), batchTimes);
      const ceiling = (batchTimes.length * 1000) / (batchTimes.at(-1) ?? NaN);
      return {
        idealOverOurs: (ideal.at(-1) ?? NaN) / log.lastsMs,
        ofCeiling: (log.endedAt.length * 1000) / log.lastsMs / ceiling,
      };
    },
  };
  const rounds = await bench.compare([arm]);
  return rowOf(rounds, {
    name: `simulated model (${model}), ${inFlight} in flight: makespan of the ideal batcher over ours`,
    limit: atLeast(0.97),
    unit: 'x',
    value: (round) => measureOf(round, 'ours', 'idealOverOurs'),
    show: ['ofCeiling', 'of the ceiling'],
  });
}
