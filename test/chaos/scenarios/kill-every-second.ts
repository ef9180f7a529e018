import { setInterval } from 'node:timers/promises';
import type { SteadyAnswer } from '../../fixtures/chaos/load.js';
import { signal } from '../disturbances/signal.js';
import { ChaosApp } from '../support/chaos-app.js';
import { expectAnswer, expectError } from '../support/expect-reply.js';
import { closedLoop, forSeconds } from '../support/load.js';
import { Random } from '../support/random.js';
import { Tally } from '../support/tally.js';
import { Violation } from '../support/violation.js';
import { question } from '../visits/healthy.js';
import type { Outcome, Scenario, ScenarioOptions } from './scenario.js';

const IN_FLIGHT = 64;
const KILL_MS = 1000;
const POISON_ONE_IN = 500;
const BUSY_MS = 200;

/** A random worker is killed every second, under load. */
export const killEverySecond: Scenario = (options) => run(options, false);

/** The same, while one in 500 items aborts every worker that runs it. */
export const killAndPoison: Scenario = (options) => run(options, true);

async function run({ seed, adapter, seconds }: ScenarioOptions, withPoison: boolean): Promise<Outcome> {
  const random = new Random(seed);
  const app = await ChaosApp.start({ adapter, models: 'load' });
  const outcomes = new Tally();
  const problems: string[] = [];
  const lastAnswers = new Map<number, number>();
  try {
    const kills = killWorkers(app, random.fork(), seconds, lastAnswers);
    await closedLoop(IN_FLIGHT, forSeconds(seconds), async (number) => {
      const asked = question(random);
      const isPoison = withPoison && number % POISON_ONE_IN === POISON_ONE_IN - 1;
      try {
        const reply = await app.post('/steady', { ...asked, isPoison });
        outcomes.add(`${isPoison ? 'poison' : 'item'} ${reply.status}`);
        if (isPoison) return expectError(reply, [503]);
        expectAnswer(reply, asked);
        lastAnswers.set((JSON.parse(reply.text) as SteadyAnswer).pid, performance.now());
      } catch (error) {
        problems.push(error instanceof Violation ? error.message : String(error));
      }
    });
    const { all, busy } = await kills;
    const atWork = `${busy} of them of a worker at work`;
    if (busy * 2 < all) problems.push(`expected at least half of ${all} kills to hit work, got ${busy}`);
    return { figures: `${outcomes.toString()} in ${seconds} s; ${all} kills, ${atWork}`, problems };
  } finally {
    await app.stop();
  }
}

/** Kills one of the workers that have answered, now and then; the others have nothing to lose. */
async function killWorkers(
  app: ChaosApp,
  random: Random,
  seconds: number,
  lastAnswers: ReadonlyMap<number, number>,
): Promise<{ all: number; busy: number }> {
  const isOver = forSeconds(seconds);
  const kills = { all: 0, busy: 0 };
  for await (const _tick of setInterval(KILL_MS)) {
    if (isOver()) break;
    const workers = app.workers('steady').filter(({ pid }) => lastAnswers.has(pid));
    if (workers.length === 0) continue;
    const { pid } = random.pick(workers);
    // All clients together fill every worker: one that has just answered has its next batch already.
    const isBusy = performance.now() - (lastAnswers.get(pid) ?? 0) < BUSY_MS;
    signal(pid, 'SIGKILL');
    kills.all++;
    if (isBusy) kills.busy++;
  }
  return kills;
}
