import type { Percentiles } from './measure/percentile.js';

/** What must be kept: a percentile of the latency, or of the time to the first event of a stream. */
export interface Objective {
  readonly of: 'latency' | 'first';
  readonly percentile: 'p50' | 'p90' | 'p95' | 'p99';
  readonly limitMs: number;
}

export const objectiveText = ({ of, percentile, limitMs }: Objective): string =>
  `${of === 'first' ? 'first event ' : ''}${percentile} within ${limitMs} ms`;

export function keeps(
  { of, percentile, limitMs }: Objective,
  { latencyMs, firstEventMs }: { latencyMs: Percentiles | undefined; firstEventMs: Percentiles | undefined },
): boolean {
  const measured = of === 'first' ? firstEventMs : latencyMs;
  return measured !== undefined && measured[percentile] <= limitMs;
}
