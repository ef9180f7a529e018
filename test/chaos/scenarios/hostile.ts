import { healthyAnswer } from '../checks/answers.js';
import { LeakCheck } from '../checks/leaks.js';
import { hasRecovered } from '../checks/recovered.js';
import { HOSTILE } from '../hostile/hostile.js';
import { sendHostile } from '../hostile/send-hostile.js';
import { ChaosApp } from '../support/chaos-app.js';
import { closedLoop } from '../support/load.js';
import { Random } from '../support/random.js';
import { Tally } from '../support/tally.js';
import { Violation } from '../support/violation.js';
import type { Scenario } from './scenario.js';

const REQUESTS = 100_000;
const CLIENTS = 64;
/** After this share of them the memory is looked at for the first time. */
const WARM_UP = 0.1;
const MOST_SHOWN = 20;

/** Malformed and hostile requests of every kind. */
export const hostile: Scenario = async ({ seed, adapter, scale }) => {
  const random = new Random(seed);
  const total = Math.round(REQUESTS * scale);
  const app = await ChaosApp.start({ adapter, models: 'healthy' });
  const workers = app.workers().map(({ pid }) => pid);
  const outcomes = new Tally();
  const problems: string[] = [];
  const note = (error: unknown): void => {
    problems.push(error instanceof Violation ? error.message : String(error));
  };
  const send = async (): Promise<void> => {
    try {
      const statuses = await sendHostile(app.url, random.pick(HOSTILE), random.fork());
      outcomes.add(statuses.length > 0 ? statuses.join('+') : 'hung up');
    } catch (error) {
      note(error);
    }
  };
  const leaks = new LeakCheck();
  try {
    const early = Math.round(total * WARM_UP);
    await closedLoop(CLIENTS, (sent) => sent >= early, send);
    await leaks.look(app).catch(note);
    await closedLoop(CLIENTS, (sent) => sent >= total - early, send);
    await leaks.look(app).catch(note);
    for (const check of [hasRecovered, healthyAnswer]) await check(app).catch(note);
    const survived = app.workers().filter(({ pid }) => workers.includes(pid)).length;
    if (survived !== workers.length)
      problems.push(`expected all ${workers.length} workers to live, got ${survived}`);
    return {
      figures: `${total} requests; ${outcomes.toString()}; 0 crashes, growth ${leaks.summary}`,
      problems: problems.slice(0, MOST_SHOWN),
    };
  } finally {
    await app.stop();
  }
};
