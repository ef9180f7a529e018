export type {
  BatchingStrategy,
  Cut,
  CutReason,
  Demand,
  OpenDemand,
  Ticket,
  Waiting,
  WorkerId,
} from './batching-strategy.js';
export { onDemand } from './on-demand.js';
export { window } from './window.js';
export { bufferTime } from './buffer-time.js';
export { monotonicScheduler } from './monotonic-scheduler.js';
