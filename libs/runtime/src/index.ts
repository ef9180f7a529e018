export type { HostedEndpoint } from './host/hosted-endpoint.js';
export { installWorkerEntry } from './boot/worker-entry.js';
export { refuseToServe } from './boot/lost-worker.js';
export { callsOf } from './calls/calls-of.js';
export type { Calls, CallSink, OpenCall, OutgoingCall } from './calls/calls.js';
export { WORKER_CALLS, type WorkerCalls } from './calls/worker-calls.js';
export { isLitWorker } from './boot/worker-environment.js';
export { repeatNumbering } from './boot/locate-hosts.js';
export { inlineLinks, type FindHosted } from './inline/inline-link.js';
