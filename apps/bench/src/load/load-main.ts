/** The program that loads a server. It is a process of its own, so that none of its CPU time is the server's. */
import { setTimeout as sleep } from 'node:timers/promises';
import { serveJobs } from '../measure/job-process.js';
import { closedLoop } from './closed-loop.js';
import { Connections } from './connection.js';
import { requestBytes, type Exchange, type Target } from './exchange.js';
import type { LoadLog } from './load-log.js';
import { openLoop, type LoadClock } from './open-loop.js';

export type LoadJob =
  | { readonly loop: 'closed'; readonly target: Target; readonly inFlight: number; readonly forMs: number }
  | { readonly loop: 'open'; readonly target: Target; readonly schedule: Float64Array };

/** An open loop opens more when these are all in use. */
const OPEN_LOOP_CONNECTIONS = 64;

const clock: LoadClock = {
  now: () => performance.now(),
  // A timer is up to a millisecond late; the loop counts that as a part of the latency.
  until: (instant) => sleep(Math.floor(instant - performance.now())),
};

serveJobs(async (job: LoadJob): Promise<LoadLog> => {
  const connections = new Connections(job.target.port);
  const request = requestBytes(job.target);
  const send = (): Promise<Exchange> => connections.exchange(request);
  try {
    await connections.prepare(job.loop === 'closed' ? job.inFlight : OPEN_LOOP_CONNECTIONS);
    return job.loop === 'closed'
      ? await closedLoop(send, job, () => clock.now())
      : await openLoop(send, job.schedule, clock);
  } finally {
    connections.close();
  }
});
