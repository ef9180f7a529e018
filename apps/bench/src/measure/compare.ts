import type { Interval } from './statistics.js';
import { median, medianInterval, spread } from './statistics.js';

/** One of the things that are compared: runs for so long, and says what it measured, by name. */
export interface Arm {
  readonly name: string;
  readonly measure: (forMs: number) => Promise<Sample>;
}

export type Sample = Readonly<Record<string, number>>;

/** What each arm measured in one round, by the name of the arm. */
export type Round = Readonly<Record<string, Sample>>;

export interface Effort {
  readonly rounds: number;
  readonly armMs: number;
  /** 0 where the first measurement is as good as any. */
  readonly warmUpMs: number;
}

/**
 * Measures the arms in turn. Every second round runs backwards (ABBA): what changes slowly, such as the temperature
 * of the machine, then meets all arms alike.
 */
export async function compare(arms: readonly Arm[], { rounds, armMs, warmUpMs }: Effort): Promise<Round[]> {
  if (warmUpMs > 0) for (const arm of arms) await arm.measure(warmUpMs);
  const measured: Round[] = [];
  for (let round = 0; round < rounds; round++) {
    const samples: Record<string, Sample> = {};
    for (const arm of round % 2 === 0 ? arms : arms.toReversed()) {
      samples[arm.name] = await arm.measure(armMs);
    }
    measured.push(samples);
  }
  return measured;
}

/** What a figure must reach. */
export interface Limit {
  readonly is: 'at most' | 'at least';
  readonly value: number;
}

export type Verdict = 'pass' | 'fail' | 'inconclusive' | 'too few rounds' | 'no target';

export interface Figure extends Interval {
  readonly median: number;
  readonly spread: number;
  readonly verdict: Verdict;
}

/** Rounds that scatter more than this cannot tell on which side of a near target they are. */
const MAX_SPREAD = 0.1;
/** With fewer, no interval holds the median in 95 % of all cases. */
export const MIN_ROUNDS = 6;

/**
 * Fails only when the whole 95 % interval lies beyond the limit. Where the interval has the limit inside and the
 * rounds scatter by more than 10 %, nothing is known.
 */
export function judge(values: readonly number[], limit?: Limit): Figure {
  const figure = { median: median(values), ...medianInterval(values), spread: spread(values) };
  if (!limit) return { ...figure, verdict: 'no target' };
  return { ...figure, verdict: values.length < MIN_ROUNDS ? 'too few rounds' : verdictOf(figure, limit) };
}

function verdictOf(figure: Omit<Figure, 'verdict'>, { is, value }: Limit): Verdict {
  const [best, worst] = is === 'at most' ? [figure.low, figure.high] : [-figure.high, -figure.low];
  const edge = is === 'at most' ? value : -value;
  if (best > edge) return 'fail';
  if (worst <= edge) return 'pass';
  return figure.spread <= MAX_SPREAD ? 'pass' : 'inconclusive';
}
