import type { SchedulerLike } from 'rxjs';
import type { InlineBench } from '#runtime';
import { systemClock, type Clock } from '#workers';

/** What a test has put around an app; without any it runs on real time, in processes of its own. */
export interface Surroundings {
  readonly time: SchedulerLike | undefined;
  readonly bench: InlineBench | undefined;
}

/** The time of an app, for what is no queue: its pools and its end. */
export function clockOf({ time }: Surroundings): Clock {
  if (!time) return systemClock;
  return {
    now: () => time.now(),
    after: (ms, then) => {
      const timer = time.schedule(then, ms);
      return () => timer.unsubscribe();
    },
    nextTurn: (then) => systemClock.nextTurn(then),
  };
}
