import type { BatchingLoopJob, BatchTimes } from '../floors/batching-loop.js';
import type { Load } from '../load/load.js';
import type { LoadLog } from '../load/load-log.js';
import type { JobProcess } from '../measure/job-process.js';
import type { ServerProcess } from '../measure/server-process.js';
import type { Bench } from '../run/bench.js';
import { SQUARE } from './square-request.js';

/** Each way a model can wait: with its process free, and stuck. */
export const SIMULATED_MODELS = ['timer', 'sleep'] as const;
export type SimulatedModel = (typeof SIMULATED_MODELS)[number];

/** The simulated model twice: served by us, and in the bare loop that says how fast it could be. */
export interface SimulatedPair {
  readonly closed: (inFlight: number, forMs: number) => Promise<LoadLog>;
  readonly open: (schedule: Float64Array) => Promise<LoadLog>;
  /** What batches take without a server, measured now. */
  readonly batchTimes: (forMs: number) => Promise<BatchTimes>;
}

export async function simulatedPair(bench: Bench, model: SimulatedModel): Promise<SimulatedPair> {
  const load: Load = await bench.load();
  const server: ServerProcess = await bench.ours(model);
  const loop: JobProcess<BatchingLoopJob, BatchTimes> = await bench.loop('batching-loop');
  const target = { ...SQUARE, port: server.port };
  return {
    closed: (inFlight, forMs) => load.run({ loop: 'closed', target, inFlight, forMs }),
    open: (schedule) => load.run({ loop: 'open', target, schedule }),
    batchTimes: (forMs) => loop.run({ model, forMs }),
  };
}
