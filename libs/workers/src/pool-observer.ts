import type { BatchOutcome } from './worker/running-batch.js';
import type { WorkerState } from './worker/worker-state.js';

/** The end of one run. */
export interface BatchRun {
  /** Name of the endpoint. */
  readonly endpoint: string;
  readonly worker: number;
  readonly size: number;
  /** What its oldest item had waited when it began, in ms. */
  readonly queuedMs: number;
  readonly runMs: number;
  readonly outcome: BatchOutcome;
}

export interface WorkerChange {
  readonly worker: number;
  readonly state: WorkerState;
  /** `cpu`, `cuda:0`, … */
  readonly device: string;
  /** Why it is dead. */
  readonly reason?: string;
}

/** Looks on. It changes nothing and must not throw. */
export interface PoolObserver {
  /** Asked at the end of each run, before anything is put together. */
  readonly isObserved: boolean;
  ran(run: BatchRun): void;
  changed(change: WorkerChange): void;
}

export const UNOBSERVED: PoolObserver = { isObserved: false, ran: () => {}, changed: () => {} };
