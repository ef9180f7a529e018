export { createWorkQueue } from './create-work-queue.js';
export { rankOf } from './item.js';
export type { ItemOutcome, QueueObserver, Settlement } from './queue-observer.js';
export { Revocation, type RevocationSignal } from './revocation.js';
export { TIME } from './time.js';
export type { WorkQueueOptions } from './work-queue.options.js';
export type {
  Batch,
  CrashKind,
  Lease,
  Newcomer,
  Priority,
  Pull,
  QueueStats,
  Sink,
  Work,
  WorkQueue,
} from './work-queue.js';
