/** The middle value, or the mean of the two in the middle; NaN of none. */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** The value below which a share of the values lies, with linear interpolation between neighbours; NaN of none. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = ascending(values);
  const position = (sorted.length - 1) * share;
  const below = sorted[Math.floor(position)] ?? NaN;
  const above = sorted[Math.ceil(position)] ?? NaN;
  return below + (above - below) * (position % 1);
}

export interface Interval {
  readonly low: number;
  readonly high: number;
}

/**
 * Where the median of what the values are drawn from lies, with at least 95 % confidence: the interval of the sign
 * test. It supposes no distribution, so one round that the machine spoilt does not widen it. Fewer than 6 values
 * cannot give 95 %; then it is their whole range.
 */
export function medianInterval(values: readonly number[]): Interval {
  const sorted = ascending(values);
  const dropped = dropsPerSide(sorted.length);
  return { low: sorted[dropped] ?? NaN, high: sorted[sorted.length - 1 - dropped] ?? NaN };
}

/** The largest d for which a fair coin, thrown n times, shows at most d heads in at most 2.5 % of all cases. */
function dropsPerSide(n: number): number {
  let exactly = 0.5 ** n;
  let atMost = 0;
  for (let heads = 0; ; heads++) {
    atMost += exactly;
    if (atMost > 0.025) return Math.max(0, heads - 1);
    exactly *= (n - heads) / (heads + 1);
  }
}

/** How far rounds scatter: the range of their middle half over their median. */
export function spread(values: readonly number[]): number {
  return (quantile(values, 0.75) - quantile(values, 0.25)) / Math.abs(median(values));
}

function ascending(values: readonly number[]): number[] {
  return values.toSorted((a, b) => a - b);
}
