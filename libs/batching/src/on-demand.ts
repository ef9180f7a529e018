import type { BatchingStrategy } from './batching-strategy.js';
import { serveDemands, type HoldPolicy } from './serve-demands.js';

const HOLD_NOTHING: HoldPolicy = {
  why: 'demand',
  holds: () => false,
  outlasts: () => false,
  release: () => undefined,
};

/**
 * The default: a free slot takes what is there, up to its room, and never waits for more. Batches form because workers
 * are busy, so their size follows the load by itself; no timer exists.
 */
export function onDemand(): BatchingStrategy {
  return (waiting) => serveDemands(waiting, HOLD_NOTHING);
}
