export interface Point {
  readonly x: number;
  readonly y: number;
  /** How much it is to be trusted, above 0. */
  readonly weight: number;
}

/** `y = a + b x`. */
export interface Line {
  readonly a: number;
  readonly b: number;
  /** Root of the weighted mean square of what is left, as a share of what was measured. */
  readonly relativeError: number;
}

/** Closer together, points say where the line is, and not how it rises. */
const SPREAD_NEEDED = 1.5;

/**
 * Least squares, with the relative errors minimised, since the time of a batch of 32 scatters more than that of one.
 * Neither part is below 0: then the best line with that part 0 is taken.
 *
 * @returns `undefined` when the points do not tell a slope
 */
export function fitLine(points: readonly Point[]): Line | undefined {
  const xs = points.map(({ x }) => x);
  if (points.length < 2 || Math.max(...xs) < SPREAD_NEEDED * Math.min(...xs)) return undefined;
  const weighted = points.map(({ x, y, weight }) => ({ x, y, weight: weight / y ** 2 }));
  const sum = (of: (point: Point) => number): number =>
    weighted.reduce((total, point) => total + point.weight * of(point), 0);
  const [one, x, y, xx, xy] = [
    sum(() => 1),
    sum((p) => p.x),
    sum((p) => p.y),
    sum((p) => p.x ** 2),
    sum((p) => p.x * p.y),
  ];
  let b = (one * xy - x * y) / (one * xx - x * x);
  let a = (y - b * x) / one;
  if (b < 0) [a, b] = [y / one, 0];
  else if (a < 0) [a, b] = [0, xy / xx];
  const total = points.reduce((all, { weight }) => all + weight, 0);
  const left = sum((point) => (point.y - a - b * point.x) ** 2);
  return { a, b, relativeError: Math.sqrt(left / total) };
}
