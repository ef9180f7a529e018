import type { BatchingStrategy } from '#batching';
import type { SchedulerLike } from 'rxjs';
import type { QueueObserver } from './queue-observer.js';
import type { RetryRules } from './retry-policy.js';
import type { SessionOptions } from './sessions/session.options.js';

export interface WorkQueueOptions<Payload> extends Partial<RetryRules> {
  /** Waiting items beyond which submit throws `queue_full`; those that are run again are never refused. @default 512 */
  readonly maxQueueSize?: number;
  /**
   * What happens to an item that is predicted to miss its deadline: submit throws `deadline_unreachable`, or it waits all
   * the same. Predictions begin with the 20th answer. @default 'refuse'
   */
  readonly onLate?: 'refuse' | 'wait';
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
  /** Looks on as items end. @default nobody */
  readonly observer?: QueueObserver<Payload> | undefined;
  /** Items of one session run on one worker, one after the other, and never twice. @default there are no sessions */
  readonly sessions?: SessionOptions<Payload> | undefined;
}

/** The options with all defaults filled in. */
export type ResolvedWorkQueueOptions<Payload> = Required<WorkQueueOptions<Payload>>;
