import { Agent } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { ChaosApp } from '../support/chaos-app.js';
import { exchange, type Reply } from '../support/exchange.js';
import { expectAnswer } from '../support/expect-reply.js';
import { closedLoop } from '../support/load.js';
import { Random } from '../support/random.js';
import { Tally } from '../support/tally.js';
import { Violation } from '../support/violation.js';
import { question, UNARY_PATHS } from '../visits/healthy.js';
import type { Outcome, Scenario, ScenarioOptions } from './scenario.js';

const CLIENTS = 16;
const PAUSE_MS = 1000;
const MOST_TRIES = 200;
const RETRY_MS = 10;

/** Two apps, each replaced in turn under load. Clients try again where a connection is refused, and nowhere else. */
export const rollingRestart: Scenario = (options) => run(options, false);

/**
 * The same with kept connections. One that is closed while it is idle may be used at that very moment, and its client
 * cannot tell whether the request was read.
 */
export const rollingRestartKept: Scenario = (options) => run(options, true);

async function run({ seed, adapter, seconds }: ScenarioOptions, keepAlive: boolean): Promise<Outcome> {
  const random = new Random(seed);
  const start = (): Promise<ChaosApp> => ChaosApp.start({ adapter, models: 'healthy' });
  const apps = await Promise.all([start(), start()]);
  const agent = new Agent({ keepAlive, timeout: 3000 });
  const outcomes = new Tally();
  const problems: string[] = [];
  let isOver = false;

  const send = async (number: number): Promise<void> => {
    const asked = question(random);
    const path = random.pick(UNARY_PATHS);
    try {
      expectAnswer(await firstThatListens(apps, number, path, asked, agent, outcomes), asked);
      outcomes.add('200');
    } catch (error) {
      problems.push(error instanceof Violation ? error.message : String(error));
    }
  };
  const load = closedLoop(CLIENTS, () => isOver, send);
  const end = performance.now() + seconds * 1000;
  let restarts = 0;
  while (performance.now() < end) {
    await sleep(PAUSE_MS);
    const place = restarts++ % apps.length;
    await apps[place]?.stop();
    apps[place] = await start();
  }
  isOver = true;
  await load;
  agent.destroy();
  await Promise.all(apps.map((app) => app.stop()));
  return { figures: `${restarts} restarts; ${outcomes.toString()}; ${problems.length} failed`, problems };
}

async function firstThatListens(
  apps: readonly ChaosApp[],
  first: number,
  path: string,
  body: unknown,
  agent: Agent,
  outcomes: Tally,
): Promise<Reply> {
  for (let tried = 0; tried < MOST_TRIES; tried++) {
    const app = apps[(first + tried) % apps.length];
    try {
      return await exchange(app?.url + path, body, { agent, isStrict: true });
    } catch (error) {
      const refusal = /connect E(CONNREFUSED|CONNRESET)/.exec(String(error))?.[0];
      if (refusal === undefined) throw error;
      outcomes.add(refusal);
      await sleep(RETRY_MS);
    }
  }
  throw new Violation('an app that listens', 'none');
}
