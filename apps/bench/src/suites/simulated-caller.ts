import type { BatchingLoopJob } from '../floors/batching-loop.js';
import type { Round } from '../measure/compare.js';
import { servedArm } from '../measure/served-arm.js';
import { atMost, measureOf, rowOf, type Row } from '../report/row.js';
import type { Bench } from '../run/bench.js';
import { SIMULATED_MODELS, type SimulatedModel } from './simulated-model.js';
import { SQUARE } from './square-request.js';
import type { Suite } from './suite.js';

/**
 * A lonely caller waits for the model and for little else: nobody waits for company. The floor has the same model in
 * another process, too, and a controller in front of it: they wake up as cold.
 */
export const simulatedCaller: Suite = {
  name: 'simulated-caller',
  run: async (bench) => {
    const rows: Row[] = [];
    for (const model of SIMULATED_MODELS) rows.push(...(await callerRows(bench, model)));
    return rows;
  },
};

const aboveLoop =
  (arm: string) =>
  (round: Round): number =>
    measureOf(round, arm, 'p50') - measureOf(round, 'bare loop', 'p50');

async function callerRows(bench: Bench, model: SimulatedModel): Promise<Row[]> {
  const load = await bench.load();
  const callers = { inFlight: 1, request: SQUARE };
  const env = { BENCH_HOP: 'waiting-worker', BENCH_WAIT: model };
  const hop = await bench.floor('http-hop', env);
  const nestHop = await bench.floor('nest-controller-hop', env);
  const loop = await bench.loop<BatchingLoopJob, number>('lonely-loop');
  const rounds = await bench.compare([
    servedArm('ours', await bench.ours(model), load, callers),
    { name: 'bare loop', measure: async (forMs) => ({ p50: await loop.run({ model, forMs }) }) },
    servedArm('nest + hop', nestHop, load, callers),
    servedArm('http + hop', hop, load, callers),
  ]);
  await bench.stop();
  return [
    rowOf(rounds, {
      name: `simulated model (${model}), one caller: p50 above the bare loop`,
      unit: 'ms',
      value: aboveLoop('ours'),
      show: ['p50', 'ms'],
    }),
    rowOf(rounds, {
      name: 'the same above a nest controller that asks a bare hop',
      limit: atMost(0.3),
      unit: 'ms',
      value: (round) => measureOf(round, 'ours', 'p50') - measureOf(round, 'nest + hop', 'p50'),
      show: ['p50', 'ms'],
    }),
    rowOf(rounds, {
      name: 'the same, of that: what node:http and a bare hop add',
      unit: 'ms',
      value: aboveLoop('http + hop'),
      show: ['p50', 'ms'],
    }),
  ];
}
