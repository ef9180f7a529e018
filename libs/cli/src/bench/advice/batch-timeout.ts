import { milliseconds } from '../report/figures.js';
import type { Suggestion } from './suggestion.js';

/**
 * Under load batches fill while the workers are busy, so a window adds nothing to what they can do; below it every
 * request may pay for it.
 *
 * @param loneMs median latency of a single caller
 */
export function suggestBatchTimeout(
  current: number,
  maxBatchSize: number,
  loneMs: number | undefined,
): Suggestion {
  const say = (because: string): Suggestion => ({
    setting: 'batchTimeoutMs',
    current,
    suggested: 0,
    because,
  });
  if (current === 0)
    return say('batches fill by themselves while the workers are busy, and nobody waits for company');
  const lone = loneMs === undefined ? '' : `, whose median is ${milliseconds(loneMs)}`;
  if (maxBatchSize === 1) return say('without batches there is nothing to wait for');
  return say(
    `under load batches fill while the workers are busy; the window only adds up to ${milliseconds(current)} to a lone request${lone}. Keep it where runs must be few, on a device that others use, too`,
  );
}
