import { isWhole } from '../support/chaos-app.js';
import { expectThat } from '../support/violation.js';
import type { Check } from './check.js';

/** `/health` is well, with every worker ready, each of them one process. */
export const hasRecovered: Check = async (app) => {
  expectThat(app.isAlive, 'the app to live', app.output());
  const { status, pools } = await app.health();
  expectThat(status === 'ok' && pools.every(isWhole), '/health with every worker ready', pools);
  const expected = pools.reduce((sum, { workers }) => sum + workers.length, 0);
  expectThat(app.workers().length === expected, `${expected} worker processes`, app.workers());
  expectThat(app.zombies().length === 0, 'no zombies', app.zombies());
};
