import { latencies } from '../load/latencies.js';
import { poisson, seededRandom } from '../load/poisson.js';
import { servedArm } from '../measure/served-arm.js';
import { median, quantile } from '../measure/statistics.js';
import type { Round } from '../measure/compare.js';
import { atMost, measureOf, rowOf } from '../report/row.js';
import type { Bench } from '../run/bench.js';
import { LARGE_JSON, LARGE_WARM_UP } from './large-bodies.js';
import type { Suite } from './suite.js';

/** Of a core, spent in the HTTP process on large bodies. */
const SHARE = 0.2;
/** Of what a closed loop gets through: an open one at more than that has no end. */
const MAX_LOAD = 0.7;

/** Large bodies nobody looks into: the HTTP process, which everybody shares, should hardly notice them. */
export const largeJson: Suite = {
  name: 'large-json',
  run: async (bench) => {
    const load = await bench.load();
    const callers = { inFlight: 4, request: LARGE_JSON, httpProcessOnly: true };
    const arms = [
      servedArm('ours', await bench.ours('large-json'), load, callers),
      servedArm('nest', await bench.floor('nest-json'), load, callers),
    ];
    const rounds = await bench.compare(arms, LARGE_WARM_UP);
    const ours = (measure: string): number =>
      median(rounds.map((round) => measureOf(round, 'ours', measure)));
    // The worker, which parses them, is full long before a core of the HTTP process is.
    const perSecond = Math.min((SHARE * 1e6) / ours('cpuUs'), ours('perSecond') * MAX_LOAD);
    return [
      rowOf(rounds, {
        name: '600 KB JSON nobody looks into: CPU of the HTTP process over nest',
        limit: atMost(0.25),
        unit: 'x',
        value: (round) => measureOf(round, 'ours', 'cpuUs') / measureOf(round, 'nest', 'cpuUs'),
        show: ['cpuUs', 'µs'],
      }),
      rowOf(await delays(bench, perSecond), {
        name: `600 KB JSON, ${Math.round(perSecond)} a second: event-loop delay p99 of the HTTP process`,
        limit: atMost(2),
        unit: 'ms',
        value: (round) => measureOf(round, 'ours', 'delayP99'),
        show: ['p99', 'ms'],
      }),
    ];
  },
};

/** With an app of its own, whose event loop is watched: that costs something, too. */
async function delays(bench: Bench, perSecond: number): Promise<Round[]> {
  const load = await bench.load();
  const { port } = await bench.ours('large-json', { BENCH_EVENT_LOOP: '1' });
  const delayP99 = async (): Promise<number> => {
    const answer = await fetch(`http://127.0.0.1:${port}/event-loop`);
    return ((await answer.json()) as { p99: number }).p99;
  };
  let seed = 0;
  const measure = async (forMs: number) => {
    await delayP99();
    const schedule = poisson(perSecond, forMs, seededRandom(++seed));
    const log = await load.run({ loop: 'open', target: { ...LARGE_JSON, port }, schedule });
    return { delayP99: await delayP99(), p99: quantile(latencies(log), 0.99) };
  };
  return bench.compare([{ name: 'ours', measure }], LARGE_WARM_UP);
}
