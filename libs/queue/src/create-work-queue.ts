import { monotonicScheduler, onDemand } from '#batching';
import { MemoryWorkQueue } from './memory-work-queue.js';
import type { WorkQueueOptions } from './work-queue.options.js';
import type { WorkQueue } from './work-queue.js';

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
    onLate: 'refuse',
    strategy: onDemand(),
    clock: monotonicScheduler,
    defer: (announce) => void setImmediate(announce),
    afterPoll: (judge) => void setImmediate(judge),
    onBatchError: 'isolate',
    onCrash: 'retry',
    keyOf: () => '',
    costOf: () => 1,
    onStrategyError: () => undefined,
    observer: undefined,
    sessions: undefined,
    ...options,
  });
}
