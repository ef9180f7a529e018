/** How many workers a pool may have, and how soon it changes that. */
export interface SizeRules {
  readonly min: number;
  readonly max: number;
  /** How long a request waits, while all workers are busy, before that is taken for pressure; in ms. */
  readonly scaleUpAfterMs: number;
  /** For how long there has always been a worker with nothing to do, before one ends; in ms. */
  readonly scaleDownAfterMs: number;
}

/** What is to be known of a pool to decide about its size; all times in ms. */
export interface PoolView {
  /** Workers it is to have. */
  readonly size: number;
  /** Those of them that are not ready yet. */
  readonly starting: number;
  /** Whether each that is ready has something to run. */
  readonly isFull: boolean;
  /** For how long it has not been full; 0 while it is. */
  readonly spareMs: number;
  /** For how long the next item that one more worker could take has waited; `undefined` when there is none. */
  readonly waitedMs: number | undefined;
  /** For how long items have waited longer than they should, without a pause. */
  readonly pressedMs: number;
  /** How long what waits will take at the present speed; 0 while that is not known. */
  readonly backlogMs: number;
  /** How long a worker took to boot, the last time; 0 while that is not known. */
  readonly bootMs: number;
}

export interface SizePlan {
  readonly size: number;
  /** When time alone may change the plan. Everything else comes with an event. */
  readonly lookInMs?: number;
}

/**
 * Decides how many workers a pool is to have: one more, one less, or as many as before. One at a time, and the next when
 * that one is ready: a boot takes the cores from those that work.
 *
 * A worker is added for work that waits, but not for a burst that will be done sooner than a boot takes: only when the
 * backlog is longer than that, or has gone on for so long. One ends when there has been one too many all the time.
 */
export function planSize(
  view: PoolView,
  { min, max, scaleUpAfterMs, scaleDownAfterMs }: SizeRules,
): SizePlan {
  const { size, starting, isFull, waitedMs } = view;
  if (size < min) return { size: min };
  if (size > max) return { size: max };
  if (size === 0) return { size: waitedMs === undefined ? 0 : 1 };
  if (isFull) {
    // Something happens anyway: one gets ready, or fails to.
    if (starting > 0 || size === max) return { size };
    if (waitedMs === undefined || waitedMs < scaleUpAfterMs) {
      return { size, lookInMs: scaleUpAfterMs - (waitedMs ?? 0) };
    }
    const isWorthIt = view.backlogMs >= view.bootMs || view.pressedMs >= view.bootMs;
    return isWorthIt ? { size: size + 1 } : { size, lookInMs: scaleUpAfterMs };
  }
  if (size === min || starting > 0) return { size };
  if (view.spareMs >= scaleDownAfterMs) return { size: size - 1 };
  return { size, lookInMs: scaleDownAfterMs - view.spareMs };
}
