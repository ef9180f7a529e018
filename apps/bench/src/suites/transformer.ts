import type { OnnxLoopJob } from '../floors/onnx-loop.js';
import type { Arm } from '../measure/compare.js';
import type { WorkerCpu } from '../models/transformer.js';
import { NETWORKS } from '../onnx/networks.js';
import { atMost, measureOf, rowOf } from '../report/row.js';
import type { Suite } from './suite.js';

const MAX_BATCH = 32;
const IN_FLIGHT = 3 * MAX_BATCH;

/** A real model of some size: what a worker does besides running it should disappear. */
export const transformer: Suite = {
  name: 'transformer',
  run: async (bench) => {
    const load = await bench.load();
    const loop = await bench.loop<OnnxLoopJob, number>('onnx-loop');
    const { port } = await bench.ours('transformer');
    const size = NETWORKS.transformer.itemShape.reduce((product, axis) => product * axis, 1);
    const target = {
      port,
      path: '/predict',
      headers: { 'content-type': 'application/octet-stream' },
      body: new Uint8Array(Float32Array.from({ length: size }, Math.sin).buffer),
    };
    const cpu = async (): Promise<WorkerCpu> => {
      const answer = await fetch(`http://127.0.0.1:${port}/cpu`, { method: 'POST' });
      return (await answer.json()) as WorkerCpu;
    };
    const arms: Arm[] = [
      {
        name: 'ours',
        measure: async (forMs) => {
          const before = await cpu();
          const log = await load.run({ loop: 'closed', target, inFlight: IN_FLIGHT, forMs });
          const after = await cpu();
          const inside = after.inside - before.inside;
          const outside = after.total - before.total - inside;
          return {
            perSecond: (log.endedAt.length * 1000) / log.lastsMs,
            outsideOverInside: outside / inside,
          };
        },
      },
      {
        name: 'bare onnxruntime',
        measure: async (forMs) => ({
          perSecond: await loop.run({ network: 'transformer', batch: MAX_BATCH, forMs }),
        }),
      },
    ];
    const rounds = await bench.compare(arms);
    return [
      rowOf(rounds, {
        name: '12 M transformer, batches of 32: CPU of the worker outside run over inside',
        limit: atMost(0.03),
        unit: 'x',
        value: (round) => measureOf(round, 'ours', 'outsideOverInside'),
        show: ['perSecond', '/s'],
      }),
    ];
  },
};
