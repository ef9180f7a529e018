import { expectThat } from '../support/violation.js';
import type { Check } from './check.js';

/** Every item that was accepted has had exactly one outcome. */
export const accountsAgree: Check = async (app) => {
  for (const { name, stats } of (await app.info()).endpoints) {
    const { submitted, completed, failed, cancelled, expired } = stats;
    const outcomes = completed + failed + cancelled + expired;
    expectThat(outcomes === submitted, `${submitted} outcomes of ${name}`, stats);
  }
};
