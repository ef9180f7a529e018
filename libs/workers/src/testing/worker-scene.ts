import type { RunMessage } from '#wire';
import type { RouteCall } from '../calls/call-router.js';
import { refuseCalls } from '../calls/refuse-calls.js';
import { UNOBSERVED } from '../pool-observer.js';
import { Worker } from '../worker/worker.js';
import type { WorkerState } from '../worker/worker-state.js';
import { anAssignment } from './assignment.js';
import { anEndpoint, type EndpointOptions } from './an-endpoint.js';
import type { FakeBatch } from './fake-batch.js';
import { FakeProcesses, type FakeLink } from './fake-link.js';
import { VirtualClock } from './virtual-clock.js';

export const GRACE_MS = 2000;

/** One worker over a fake link. */
export interface WorkerScene {
  readonly clock: VirtualClock;
  readonly worker: Worker<string>;
  readonly link: FakeLink;
  readonly states: WorkerState[];
}

/** @param endpoints by default one that takes batches of 4 */
export function begin(...endpoints: EndpointOptions[]): WorkerScene {
  return beginWith(refuseCalls, ...endpoints);
}

/** The same, with a way for the worker's calls. */
export function beginWith(routeCall: RouteCall<string>, ...endpoints: EndpointOptions[]): WorkerScene {
  const clock = new VirtualClock();
  const processes = new FakeProcesses();
  const states: WorkerState[] = [];
  const worker = new Worker<string>(
    {
      assignment: anAssignment(),
      endpoints: (endpoints.length === 0 ? [{ maxBatchSize: 4 }] : endpoints).map(anEndpoint),
      openLink: processes.open,
      routeCall,
      observer: UNOBSERVED,
      clock,
      killGraceMs: GRACE_MS,
    },
    { state: (state) => states.push(state), control: () => {}, output: () => {}, turned: () => {} },
  );
  worker.start();
  return { clock, worker, link: processes.last, states };
}

export function beginReady(...endpoints: EndpointOptions[]): WorkerScene {
  const scene = begin(...endpoints);
  scene.link.ready();
  return scene;
}

export const lastRun = (link: FakeLink): RunMessage => {
  const run = link.runs.at(-1);
  if (!run) throw new Error('nothing was sent');
  return run;
};

export const outcomes = (batch: FakeBatch): string[] => batch.leases.flatMap((lease) => lease.outcomes);
