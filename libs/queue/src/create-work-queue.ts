import { monotonicScheduler, onDemand, type BatchingStrategy } from '#batching';
import type { SchedulerLike } from 'rxjs';
import { MemoryWorkQueue } from './memory-work-queue.js';
import type { RetryRules } from './retry-policy.js';
import type { WorkQueue } from './work-queue.js';

export interface WorkQueueOptions<Payload> extends Partial<RetryRules> {
  /** Waiting items beyond which submit throws `queue_full`; those that are run again are never refused. @default 512 */
  readonly maxQueueSize?: number;
  /** @default onDemand() */
  readonly strategy?: BatchingStrategy;
  /** @default monotonicScheduler */
  readonly clock?: SchedulerLike;
  /**
   * When arrivals are announced to the strategy. The default lets all requests of one poll phase share a batch; with
   * batches of one there is nothing to share, and `(announce) => announce()` saves the wait. @default setImmediate
   */
  readonly defer?: (announce: () => void) => void;
  /** Runs its argument after the next poll phase; used when a deadline timer was late itself. @default setImmediate */
  readonly afterPoll?: (judge: () => void) => void;
  /** Only equal keys share a batch. @default '' for all */
  readonly keyOf?: (payload: Payload) => string;
  /** What strategies see as the cost of an item. @default 1 */
  readonly costOf?: (payload: Payload) => number;
  /** Told when a strategy has thrown or completed and `onDemand()` has taken its place. @default nobody */
  readonly onStrategyError?: (error: Error) => void;
}

/** The options with all defaults filled in. */
export type ResolvedWorkQueueOptions<Payload> = Required<WorkQueueOptions<Payload>>;

/**
 * A work queue in this process's memory.
 *
 * @example
 * const queue = createWorkQueue<Input, Output>({ maxQueueSize: 512, strategy: window() });
 * const ticket = queue.submit({ payload, timeoutMs: 30_000, priority: 'normal', sink });
 * const batch = await queue.pull({ worker: 1, room: 16, waitMs: 2, fullOnly: false, signal });
 */
export function createWorkQueue<Payload, Result>(
  options: WorkQueueOptions<Payload> = {},
): WorkQueue<Payload, Result> {
  return new MemoryWorkQueue<Payload, Result>({
    maxQueueSize: 512,
    strategy: onDemand(),
    clock: monotonicScheduler,
    defer: (announce) => void setImmediate(announce),
    afterPoll: (judge) => void setImmediate(judge),
    onBatchError: 'isolate',
    onCrash: 'retry',
    keyOf: () => '',
    costOf: () => 1,
    onStrategyError: () => undefined,
    ...options,
  });
}
