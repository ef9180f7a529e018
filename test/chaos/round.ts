import { setTimeout as sleep } from 'node:timers/promises';
import { accountsAgree } from './checks/accounts.js';
import { healthyAnswer } from './checks/answers.js';
import { eventually } from './checks/eventually.js';
import { isQuiet } from './checks/quiet.js';
import { hasRecovered } from './checks/recovered.js';
import { DISTURBANCES } from './disturbances/disturbances.js';
import type { ChaosApp } from './support/chaos-app.js';
import type { Random } from './support/random.js';
import { Violation } from './support/violation.js';
import { VISITS } from './visits/visits.js';

/** Everybody comes within this time. */
const ROUND_MS = 2000;
const MOST_DISTURBANCES = 3;
/** How long it may take until all is well again: items that kill workers may still wait for their turn to do so. */
const SETTLE_MS = 30_000;

interface Planned {
  readonly name: string;
  readonly atMs: number;
  go(app: ChaosApp): Promise<void>;
}

/** Who comes when, and what happens meanwhile: all of it follows from the seed. */
function plan(random: Random): Planned[] {
  const planned = (list: readonly (typeof VISITS)[number][]): Planned => {
    const { name, go } = random.weighted(list);
    const own = random.fork();
    return { name, atMs: random.between(0, ROUND_MS), go: (app) => go(app, own) };
  };
  return [
    ...Array.from({ length: random.between(60, 140) }, () => planned(VISITS)),
    ...Array.from({ length: random.between(0, MOST_DISTURBANCES) }, () => planned(DISTURBANCES)),
  ];
}

/** @returns how many came, and what went wrong */
export async function runRound(
  app: ChaosApp,
  random: Random,
): Promise<{ visits: number; problems: string[] }> {
  const all = plan(random);
  const problems: string[] = [];
  const note = (who: string, error: unknown): void => {
    problems.push(`${who}: ${error instanceof Violation ? error.message : String(error)}`);
  };
  await Promise.all(
    all.map(async ({ name, atMs, go }) => {
      await sleep(atMs);
      await go(app).catch((error: unknown) => note(name, error));
    }),
  );
  const checks = { isQuiet, hasRecovered, accountsAgree, healthyAnswer };
  for (const [name, check] of Object.entries(checks)) {
    await eventually(SETTLE_MS, () => check(app)).catch((error: unknown) => note(name, error));
  }
  return { visits: all.length, problems };
}
