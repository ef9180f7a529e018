export { createWorkQueue, type WorkQueueOptions } from './create-work-queue.js';
export type { Batch, CrashKind, Lease, Priority, QueueStats, Sink, Work, WorkQueue } from './work-queue.js';
