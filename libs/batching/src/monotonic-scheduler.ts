import { asyncScheduler, type SchedulerAction, type SchedulerLike, type Subscription } from 'rxjs';

/**
 * The real clock of queues and strategies: milliseconds that only grow, whatever happens to the time of day.
 * RxJS's own schedulers read `Date.now()`, which jumps when the machine's clock is set.
 */
export const monotonicScheduler: SchedulerLike = {
  now: () => performance.now(),

  schedule<T>(work: (this: SchedulerAction<T>, state?: T) => void, delay?: number, state?: T): Subscription {
    return asyncScheduler.schedule(work, delay, state);
  },
};
