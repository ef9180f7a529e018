import type { WorkerAssignment } from '#wire';

/** The assignment of the only worker of a pool with one endpoint. */
export const anAssignment = (given: Partial<WorkerAssignment> = {}): WorkerAssignment => ({
  ppid: process.pid,
  pool: 'pool',
  worker: 0,
  device: { type: 'cpu', index: 0, threads: 1 },
  endpoints: [{ id: 'AppModule/Api/0', name: 'api', maxBatchSize: 1, concurrency: 1, stream: false }],
  ...given,
});
