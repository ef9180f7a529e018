import type { WorkQueueOptions } from '#queue';
import type { VirtualClock } from './virtual-clock.js';

type QueueClock = NonNullable<WorkQueueOptions<string>['clock']>;

const NO_TIMER = { closed: false, unsubscribe: () => {} };

/** For a queue that is to live in the same time as its pool; none of its timers ever fires. */
export function queueClock(clock: VirtualClock): QueueClock {
  return { now: () => clock.now(), schedule: () => NO_TIMER as never };
}
