import { STREAM_WINDOW_BYTES } from '../messages.js';

/**
 * Less credit than this is kept until more has come: a worker that may still send most of its window needs none, and
 * most streams end without one message about it. A worker must go on as long as there is any room in its window.
 */
export const CREDIT_STEP_BYTES = STREAM_WINDOW_BYTES / 4;

/** Takes credit as it comes, and passes it on in steps of {@link CREDIT_STEP_BYTES} or more. */
export function inCreditSteps(passOn: (bytes: number) => void): (bytes: number) => void {
  let kept = 0;
  return (bytes) => {
    kept += bytes;
    if (kept < CREDIT_STEP_BYTES) return;
    passOn(kept);
    kept = 0;
  };
}
