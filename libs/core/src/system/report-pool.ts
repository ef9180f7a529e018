import type { WorkerPool } from '#workers';
import type { PoolReport, WorkerReport } from './reports.js';

/** A worker that is asked for its health while it is busy counts as before; a free one answers far sooner. */
const HEALTH_TIMEOUT_MS = 1000;

/** Asks the workers of a pool, and says how they do. */
export async function reportPool<Payload>(pool: WorkerPool<Payload>): Promise<PoolReport> {
  const healths = await pool.health(HEALTH_TIMEOUT_MS);
  const { pool: name, availability, failedStep, size, workers: snapshots } = pool.snapshot();
  const workers = snapshots.map(({ id, state, device, uptimeMs, restarts }): WorkerReport => {
    const healthy = state === 'ready' && healths.some((health) => health.worker === id && health.healthy);
    return { worker: id, state, healthy, device, uptimeMs: Math.round(uptimeMs), restarts };
  });
  const ready = workers.filter(({ state }) => state === 'ready');
  const reason =
    availability === 'idle'
      ? undefined
      : availability !== 'ready'
        ? `its workers are ${availability}${failedStep === undefined ? '' : `: ${failedStep} failed`}`
        : ready.some(({ healthy }) => healthy)
          ? undefined
          : 'health() says no';
  return {
    name,
    state: availability,
    size,
    ready: ready.length,
    ...(reason === undefined ? {} : { reason }),
    workers,
  };
}
