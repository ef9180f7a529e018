import type { OnnxLoopJob } from '../floors/onnx-loop.js';
import type { Arm, Round } from '../measure/compare.js';
import type { WorkerCpu } from '../models/network.js';
import { missingFile, type ServedNetwork } from '../onnx/served-networks.js';
import { atMost, measureOf, rowOf, type Row } from '../report/row.js';
import type { Bench } from '../run/bench.js';
import { networkRequest } from './network-request.js';
import type { Suite } from './suite.js';

const MAX_BATCH = 32;
const IN_FLIGHT = 3 * MAX_BATCH;
const BARE = 'bare onnxruntime';

/** Real models: the larger one is, the less may be seen of what a worker does besides running it. */
export const onnxNetworks: Suite = {
  name: 'onnx-networks',
  run: async (bench) => {
    const rows: Row[] = [];
    for (const network of ['mlp', 'convolution', 'transformer', 'magika', 'squeezenet'] as const) {
      const missing = missingFile(network);
      if (missing !== undefined) {
        process.stderr.write(`${network} is skipped: there is no ${missing}\n`);
        continue;
      }
      rows.push(...rowsOf(network, await bench.compare(await armsOf(bench, network))));
      await bench.stop();
    }
    return rows;
  },
};

function rowsOf(network: ServedNetwork, rounds: readonly Round[]): Row[] {
  return [
    rowOf(rounds, {
      name: `${network}, batches of ${MAX_BATCH}: CPU of the worker outside run over inside`,
      // The others take less than it costs to carry what goes in: little work, or 600 KB an item.
      ...((network === 'transformer' || network === 'magika') && { limit: atMost(0.03) }),
      unit: 'x',
      value: (round) => measureOf(round, 'ours', 'outsideOverInside'),
      show: ['outsideOverInside', 'x'],
    }),
    rowOf(rounds, {
      name: `${network}, batches of ${MAX_BATCH}: items per second over bare onnxruntime`,
      unit: 'x',
      value: (round) => measureOf(round, 'ours', 'perSecond') / measureOf(round, BARE, 'perSecond'),
      show: ['perSecond', '/s'],
    }),
  ];
}

async function armsOf(bench: Bench, network: ServedNetwork): Promise<Arm[]> {
  const load = await bench.load();
  const loop = await bench.loop<OnnxLoopJob, number>('onnx-loop');
  const { port } = await bench.ours('network', { BENCH_NETWORK: network });
  const target = { port, ...networkRequest(network) };
  const measure = async (forMs: number) => {
    const before = await workerCpu(port);
    const log = await load.run({ loop: 'closed', target, inFlight: IN_FLIGHT, forMs });
    const after = await workerCpu(port);
    const inside = after.inside - before.inside;
    const outside = after.total - before.total - inside;
    return { perSecond: (log.endedAt.length * 1000) / log.lastsMs, outsideOverInside: outside / inside };
  };
  const measureBare = async (forMs: number) => ({
    perSecond: await loop.run({ network, batch: MAX_BATCH, forMs }),
    outsideOverInside: 0,
  });
  return [
    { name: 'ours', measure },
    { name: BARE, measure: measureBare },
  ];
}

async function workerCpu(port: number): Promise<WorkerCpu> {
  const answer = await fetch(`http://127.0.0.1:${port}/cpu`, { method: 'POST' });
  return (await answer.json()) as WorkerCpu;
}
