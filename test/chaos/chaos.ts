import type { Adapter } from '../support/boot-app.js';
import { isAlive } from '../support/start-app.js';
import { LeakCheck } from './checks/leaks.js';
import { runRound } from './round.js';
import { ChaosApp } from './support/chaos-app.js';
import { Random } from './support/random.js';
import { Violation } from './support/violation.js';

export interface ChaosOptions {
  readonly seed: number;
  readonly minutes: number;
  readonly adapter: Adapter;
}

/** Before these are over, code is compiled and pools are filled: nothing to compare with. */
const WARM_UP_ROUNDS = 2;

/**
 * Rounds of random clients and random misfortune, each followed by a look at whether all is well again.
 *
 * @returns what went wrong in the first round in which anything did; empty when nothing did
 */
export async function chaos({ seed, minutes, adapter }: ChaosOptions): Promise<string[]> {
  const random = new Random(seed);
  const app = await ChaosApp.start({ adapter, models: 'zoo' });
  const leaks = new LeakCheck();
  const end = performance.now() + minutes * 60_000;
  let visits = 0;
  let round = 0;
  try {
    do {
      round++;
      const result = await runRound(app, random.fork());
      visits += result.visits;
      const problems = [...result.problems];
      if (round >= WARM_UP_ROUNDS)
        await leaks.look(app).catch((error: unknown) => problems.push(text(error)));
      if (problems.length > 0)
        return problems.map((problem) => `seed ${seed}, ${adapter}, round ${round}: ${problem}`);
    } while (performance.now() < end);
    const left = await stop(app);
    return left.length > 0
      ? [`seed ${seed}, ${adapter}: expected no process left behind, got ${left.join(', ')}`]
      : [];
  } finally {
    await app.stop();
    console.log(
      `chaos: seed ${seed}, ${adapter}, ${round} rounds, ${visits} clients, growth ${leaks.summary}`,
    );
  }
}

/** @returns workers that are still there */
async function stop(app: ChaosApp): Promise<number[]> {
  const workers = app.workers();
  await app.stop();
  return workers.map(({ pid }) => pid).filter(isAlive);
}

const text = (error: unknown): string => (error instanceof Violation ? error.message : String(error));
