import { isAlive } from '../../support/start-app.js';
import { eventually } from '../checks/eventually.js';
import { ChaosApp } from '../support/chaos-app.js';
import { expectThat } from '../support/violation.js';
import type { Scenario } from './scenario.js';

const NATIVE_WORK_MS = 60_000;
const GONE_MS = 2000;
const SETTLE_MS = 10_000;

/** The HTTP process is killed while a worker is in native code for a minute. */
export const parentKill: Scenario = async ({ adapter }) => {
  const app = await ChaosApp.start({ adapter, models: 'load' });
  const workers = app.workers().map(({ pid }) => pid);
  const lost = app.post('/blocking', { nonce: 'lost', n: 1, ms: NATIVE_WORK_MS }).catch(() => undefined);
  await eventually(SETTLE_MS, async () => {
    const { endpoints } = await app.health();
    const running = endpoints.find(({ name }) => name === 'blocking')?.running;
    expectThat(running === 1, 'the model to be busy', running);
  });
  const since = performance.now();
  app.kill('SIGKILL');
  let left = workers;
  while (left.length > 0 && performance.now() - since < SETTLE_MS) {
    await new Promise((resolve) => setTimeout(resolve, 5));
    left = left.filter(isAlive);
  }
  const tookMs = Math.round(performance.now() - since);
  await lost;
  return {
    figures: `${workers.length} workers, one of them in native code, gone after ${tookMs} ms`,
    problems:
      tookMs > GONE_MS
        ? [`expected nothing left after ${GONE_MS} ms, got ${left.length} after ${tookMs} ms`]
        : [],
  };
};
