/**
 * Token of the `SchedulerLike` that an app takes its time from: queues, batching strategies and pools. Nobody provides it
 * but tests, which step it; without one an app runs on the monotonic clock.
 */
export const TIME = Symbol('litserve time');
