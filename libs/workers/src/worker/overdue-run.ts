import { deferred } from '#common';
import type { Clock } from '../clock.js';

/** The two clocks disagree by less than this. */
const SLACK_MS = 100;

export interface OverdueRun {
  /** The endpoint's `timeoutMs`: by then every caller has been answered 504. */
  readonly timeoutMs: number;
  /** How long the run may take to notice. */
  readonly graceMs: number;
  /** How long the worker's main thread has been stuck; asking starts the count. */
  stuckMs(): Promise<number>;
  /** Called once if the run is still there when the grace is over. */
  overdue(isStuck: boolean): void;
}

/**
 * Watches one run. It is stuck when the worker's main thread did not turn once during the grace, so the question is put
 * at the start of it and again at its end. A process that is stopped as a whole does not even answer.
 *
 * @returns ends the watch
 */
export function watchRun(clock: Clock, run: OverdueRun): () => void {
  let isOver = false;
  const graceOver = async (): Promise<void> => {
    const stuckMs = await answerOf(clock, run);
    if (!isOver) run.overdue(stuckMs > 0 && stuckMs >= run.graceMs - SLACK_MS);
  };
  let cancelTimer = clock.after(run.timeoutMs, () => {
    void run.stuckMs();
    cancelTimer = clock.after(run.graceMs, () => void graceOver());
  });
  return () => {
    isOver = true;
    cancelTimer();
  };
}

/** Silence for as long as the grace is an answer too. */
async function answerOf(clock: Clock, run: OverdueRun): Promise<number> {
  const silence = deferred<number>();
  const cancel = clock.after(run.graceMs, () => silence.resolve(Infinity));
  return Promise.race([run.stuckMs(), silence.promise]).finally(cancel);
}
