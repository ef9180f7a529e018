import { availableParallelism } from 'node:os';
import { compare, type Arm, type Round, type Sample } from '../measure/compare.js';
import { processTree } from '../measure/cpu.js';
import type { ServerProcess } from '../measure/server-process.js';
import { atMost, measureOf, rowOf } from '../report/row.js';
import type { Bench } from '../run/bench.js';
import { SQUARE } from './square-request.js';
import type { Suite } from './suite.js';

interface Request {
  readonly path: string;
  readonly body: string;
}

/**
 * From `node` to the first answer. Workers boot at the same time, as many as there are cores, and all processes of an
 * app load what its main file imports: two floors, one that imports Nest alone and one that imports the same.
 */
export const start: Suite = {
  name: 'start',
  run: async (bench) => {
    const { rounds } = bench.effort;
    const measured = await compare(armsOf(bench), { rounds, armMs: 0, warmUpMs: 0 });
    return [
      rowOf(measured, {
        name: 'start to first answer, quickstart, over a Nest app with the same imports + as many children at once + the model',
        limit: atMost(1.3),
        unit: 'x',
        value: over(
          (round) =>
            msOf(round, 'same imports') + msOf(round, 'children, same imports') + msOf(round, 'model load'),
        ),
        show: ['ms', 'ms'],
      }),
      rowOf(measured, {
        name: 'the same over bare Nest + bare children, one after the other + the model',
        unit: 'x',
        value: over((round) => {
          const turns = Math.ceil(measureOf(round, 'ours', 'children') / availableParallelism());
          return msOf(round, 'nest') + turns * msOf(round, 'nest child') + msOf(round, 'model load');
        }),
        show: ['ms', 'ms'],
      }),
    ];
  },
};

const msOf = (round: Round, arm: string): number => measureOf(round, arm, 'ms');

const over = (floor: (round: Round) => number) => (round: Round) => msOf(round, 'ours') / floor(round);

/** The pools of the quickstart have a worker each. */
const CHILDREN = 2;

function armsOf(bench: Bench): Arm[] {
  const prompt = { path: '/predict', body: '{"text":"say: 402"}' };
  const app = (name: string, begin: () => Promise<ServerProcess>, request: Request): Arm => ({
    name,
    measure: () =>
      timed(bench, async () => {
        const server = await begin();
        await ask(server, request);
        return processTree(server.pid).length - 1;
      }),
  });
  const children = (name: string, floor: string, count: number): Arm => ({
    name,
    measure: () =>
      timed(bench, async () => {
        await Promise.all(Array.from({ length: count }, () => bench.floor(floor)));
        return count;
      }),
  });
  return [
    app('ours', () => bench.quickstart(), prompt),
    app('same imports', () => bench.floor('nest-validated'), SQUARE),
    children('children, same imports', 'nest-validated-child', CHILDREN),
    app('nest', () => bench.floor('nest-fastify'), SQUARE),
    children('nest child', 'nest-child', 1),
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

async function timed(bench: Bench, begin: () => Promise<number>): Promise<Sample> {
  const began = performance.now();
  const children = await begin();
  const ms = performance.now() - began;
  await bench.stop();
  return { ms, children };
}

async function ask({ port }: ServerProcess, { path, body }: Request): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(`http://127.0.0.1:${port}${path}`, { method: 'POST', headers, body });
  if (answer.status !== 200) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
  await answer.arrayBuffer();
}
