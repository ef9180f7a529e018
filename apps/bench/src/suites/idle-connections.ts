import type { HoldJob } from '../load/hold-main.js';
import { compare, MIN_ROUNDS, type Arm, type Sample } from '../measure/compare.js';
import { processTree } from '../measure/cpu.js';
import { startJobProcess } from '../measure/job-process.js';
import { privateMiB } from '../measure/memory.js';
import { servedArm } from '../measure/served-arm.js';
import type { ServerProcess } from '../measure/server-process.js';
import { measureOf, rowOf } from '../report/row.js';
import type { Bench } from '../run/bench.js';
import { SQUARE } from './square-request.js';
import type { Suite } from './suite.js';

const CONNECTIONS = 10_000;
const QUICK_CONNECTIONS = 100;

/** What clients cost that are connected and say nothing: memory, and the time of the one who does ask. */
export const idleConnections: Suite = {
  name: 'idle-connections',
  run: async (bench) => {
    const { armMs, rounds, isQuick } = bench.effort;
    const count = isQuick ? QUICK_CONNECTIONS : CONNECTIONS;
    const arms: Arm[] = [
      { name: 'ours', measure: (forMs) => withConnections(bench, bench.ours('tiny'), count, forMs) },
      { name: 'nest', measure: (forMs) => withConnections(bench, bench.floor('nest-fastify'), count, forMs) },
    ];
    const measured = await compare(arms, { rounds: Math.min(rounds, MIN_ROUNDS), armMs, warmUpMs: 0 });
    const over = (measure: string) => (round: (typeof measured)[number]) =>
      measureOf(round, 'ours', measure) / measureOf(round, 'nest', measure);
    return [
      rowOf(measured, {
        name: `${count} idle connections: private memory they add, over nest`,
        unit: 'x',
        value: over('addedMiB'),
        show: ['addedMiB', 'MiB'],
      }),
      rowOf(measured, {
        name: `${count} idle connections: p50 of one caller with them over without`,
        unit: 'x',
        value: (round) => measureOf(round, 'ours', 'slowdown'),
        show: ['slowdown', 'x'],
      }),
    ];
  },
};

async function withConnections(
  bench: Bench,
  starting: Promise<ServerProcess>,
  count: number,
  forMs: number,
): Promise<Sample> {
  const server = await starting;
  const load = await bench.load();
  const oneCaller = servedArm('one', server, load, { inFlight: 1, request: SQUARE });
  // So that code is compiled and the heap has grown before anything is compared.
  await oneCaller.measure(forMs);
  const alone = await oneCaller.measure(forMs);
  const before = privateMiB(processTree(server.pid));
  const holder = await startJobProcess<HoldJob, void>(new URL('../load/hold-main.js', import.meta.url));
  try {
    await holder.run({ port: server.port, count });
    const addedMiB = privateMiB(processTree(server.pid)) - before;
    const among = await oneCaller.measure(forMs);
    return { addedMiB, slowdown: (among['p50'] ?? NaN) / (alone['p50'] ?? NaN) };
  } finally {
    await holder.stop();
    await bench.stop();
  }
}
