import { expectThat } from '../support/violation.js';
import type { Check } from './check.js';

/** Nothing waits and nothing runs. */
export const isQuiet: Check = async (app) => {
  const { endpoints } = await app.health();
  const busy = endpoints.filter(({ waiting, running }) => waiting + running > 0);
  expectThat(busy.length === 0, 'no endpoint with waiting or running items', busy);
};
