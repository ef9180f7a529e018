import { parseArgs } from 'node:util';
import type { Effort } from '../measure/compare.js';

export interface BenchEffort extends Effort {
  /** Shows that everything runs; the figures mean nothing. */
  readonly isQuick: boolean;
}

const FULL: BenchEffort = { rounds: 20, armMs: 2_000, warmUpMs: 3_000, isQuick: false };
const QUICK: BenchEffort = { rounds: 2, armMs: 200, warmUpMs: 200, isQuick: true };

export interface BenchArguments {
  /** Names of suites; none means all. */
  readonly suites: readonly string[];
  readonly effort: BenchEffort;
  readonly check: boolean;
  readonly json: string | undefined;
}

/** @throws TypeError or RangeError that says which argument is wrong */
export function parseArguments(args: readonly string[]): BenchArguments {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      check: { type: 'boolean', default: false },
      quick: { type: 'boolean', default: false },
      json: { type: 'string' },
      rounds: { type: 'string' },
    },
  });
  const effort = values.quick ? QUICK : FULL;
  return {
    suites: positionals,
    effort: values.rounds === undefined ? effort : { ...effort, rounds: roundsOf(values.rounds) },
    check: values.check,
    json: values.json,
  };
}

function roundsOf(text: string): number {
  const rounds = Number(text);
  if (Number.isInteger(rounds) && rounds > 0) return rounds;
  throw new RangeError(`--rounds must be a whole number above 0, got "${text}"`);
}
