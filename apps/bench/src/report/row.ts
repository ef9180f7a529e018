import { judge, type Figure, type Limit, type Round } from '../measure/compare.js';
import { median } from '../measure/statistics.js';

/** One line of the report. */
export interface Row {
  readonly name: string;
  /** In words; what the figure must reach is in the limit. */
  readonly figure: Figure;
  readonly limit?: Limit;
  readonly unit: string;
  readonly rounds: number;
  /** Medians of what the figure comes from, floors included. */
  readonly measured: Readonly<Record<string, number>>;
  readonly measuredUnit: string;
}

export interface RowPlan {
  readonly name: string;
  readonly limit?: Limit;
  readonly unit: 'x' | 'ms' | 'µs' | '%';
  /** The figure of one round. */
  readonly value: (round: Round) => number;
  /** Which measure of all arms is printed beside it, and its unit. */
  readonly show: readonly [measure: string, unit: string];
}

export const atMost = (value: number): Limit => ({ is: 'at most', value });
export const atLeast = (value: number): Limit => ({ is: 'at least', value });

export function rowOf(rounds: readonly Round[], { name, limit, unit, value, show }: RowPlan): Row {
  const [measure, measuredUnit] = show;
  const arms = Object.keys(rounds[0] ?? {});
  return {
    name,
    ...(limit && { limit }),
    unit,
    figure: judge(rounds.map(value), limit),
    rounds: rounds.length,
    measured: Object.fromEntries(
      arms.map((arm) => [arm, median(rounds.map((round) => measureOf(round, arm, measure)))]),
    ),
    measuredUnit,
  };
}

/** @throws Error when an arm has not measured that: a typing error must not become NaN */
export function measureOf(round: Round, arm: string, measure: string): number {
  const value = round[arm]?.[measure];
  if (value === undefined) throw new Error(`${arm} measured no ${measure}`);
  return value;
}
