import { setTimeout as sleep } from 'node:timers/promises';
import { Violation } from '../support/violation.js';

const POLL_MS = 50;

/** Tries a check until it holds. @throws its last Violation when it does not in time */
export async function eventually(withinMs: number, check: () => Promise<void>): Promise<void> {
  const end = performance.now() + withinMs;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (!(error instanceof Violation) || performance.now() > end) throw error;
    }
    await sleep(POLL_MS);
  }
}
