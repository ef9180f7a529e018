/** Steps of halving; with them a rate is known to a thirtieth of the best one. */
const STEPS = 5;
/** Where to begin: nearly all that callers who wait for their answers have got. */
const FIRST = 0.9;
const MOST = 1.1;

/**
 * Looks for the largest rate that is kept, by halving.
 *
 * @param best requests a second that the server has answered
 * @param isKept `undefined` ends the search
 * @returns `undefined` when no rate that was tried is kept
 */
export async function findRate(
  best: number,
  isKept: (perSecond: number) => Promise<boolean | undefined>,
): Promise<number | undefined> {
  let [kept, broken] = [0, MOST * best];
  let next = FIRST * best;
  for (let step = 0; step <= STEPS; step++) {
    const held = await isKept(next);
    if (held === undefined) break;
    if (held) kept = next;
    else broken = next;
    next = (kept + broken) / 2;
  }
  return kept === 0 ? undefined : kept;
}
