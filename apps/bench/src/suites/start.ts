import { availableParallelism } from 'node:os';
import { compare, type Arm, type Sample } from '../measure/compare.js';
import { processTree } from '../measure/cpu.js';
import type { ServerProcess } from '../measure/server-process.js';
import { atMost, measureOf, rowOf } from '../report/row.js';
import type { Bench } from '../run/bench.js';
import { SQUARE } from './square-request.js';
import type { Suite } from './suite.js';

/** From `node` to the first answer. Workers boot at the same time, as many as there are cores. */
export const start: Suite = {
  name: 'start',
  run: async (bench) => {
    const { rounds } = bench.effort;
    const measured = await compare(armsOf(bench), { rounds, armMs: 0, warmUpMs: 0 });
    return [
      rowOf(measured, {
        name: 'start to first answer, quickstart, over bare Nest + its children + the model',
        limit: atMost(1.3),
        unit: 'x',
        value: (round) => {
          const ms = (arm: string): number => measureOf(round, arm, 'ms');
          const turns = Math.ceil(measureOf(round, 'ours', 'children') / availableParallelism());
          return ms('ours') / (ms('nest') + turns * ms('nest child') + ms('model load'));
        },
        show: ['ms', 'ms'],
      }),
    ];
  },
};

function armsOf(bench: Bench): Arm[] {
  const prompt = { path: '/predict', body: '{"text":"say: 402"}' };
  return [
    {
      name: 'ours',
      measure: () =>
        timed(
          bench,
          () => bench.quickstart(),
          (server) => ask(server, prompt),
        ),
    },
    {
      name: 'nest',
      measure: () =>
        timed(
          bench,
          () => bench.floor('nest-fastify'),
          (server) => ask(server, SQUARE),
        ),
    },
    {
      name: 'nest child',
      measure: () =>
        timed(
          bench,
          () => bench.floor('nest-child'),
          async () => {},
        ),
    },
    {
      name: 'model load',
      measure: async () => {
        const loop = await bench.loop<null, number>('model-load');
        const ms = await loop.run(null);
        await bench.stop();
        return { ms };
      },
    },
  ];
}

async function timed(
  bench: Bench,
  begin: () => Promise<ServerProcess>,
  answered: (server: ServerProcess) => Promise<void>,
): Promise<Sample> {
  const began = performance.now();
  const server = await begin();
  await answered(server);
  const ms = performance.now() - began;
  const children = processTree(server.pid).length - 1;
  await bench.stop();
  return { ms, children };
}

async function ask({ port }: ServerProcess, { path, body }: { path: string; body: string }): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(`http://127.0.0.1:${port}${path}`, { method: 'POST', headers, body });
  if (answer.status !== 200) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
  await answer.arrayBuffer();
}
