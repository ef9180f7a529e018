import type { ItemOutcome } from '#queue';
import type { BatchOutcome, WorkerState } from '#workers';

/** What `LitServeService.events$` emits; told apart by `type`. Documented in `docs/reference/events.md`. */
export type LitServeEvent = RequestEvent | BatchEvent | WorkerEvent;

/** A request, or a call from code, has come to its end. */
export interface RequestEvent {
  readonly type: 'request';
  /** Name of the endpoint. */
  readonly endpoint: string;
  /** The `x-request-id` of the answer; calls with `{ ctx }` have that of the request they are made for. */
  readonly requestId: string;
  readonly outcome: ItemOutcome;
  /** Of the table of errors, or the name of the error's class; absent for what was completed or cancelled. */
  readonly code?: string;
  /** From the queue's taking it until a worker got it first, in ms. */
  readonly queuedMs: number;
  /** From its arrival to its end, in ms. */
  readonly totalMs: number;
  /** How often it was run again. */
  readonly attempt: number;
  readonly origin: 'http' | 'code';
  /** Name of the endpoint whose hook made the call with `{ ctx }`. */
  readonly caller?: string;
}

/** A worker has run a batch. */
export interface BatchEvent {
  readonly type: 'batch';
  readonly endpoint: string;
  readonly pool: string;
  /** Number of the worker in its pool. */
  readonly worker: number;
  readonly size: number;
  /** What its oldest item had waited when it began, in ms. */
  readonly queuedMs: number;
  readonly runMs: number;
  readonly outcome: BatchOutcome;
}

/** A worker process has changed its state. */
export interface WorkerEvent {
  readonly type: 'worker';
  readonly pool: string;
  readonly worker: number;
  readonly state: WorkerState;
  /** `cpu`, `cuda:0`, … */
  readonly device: string;
  /** Why it is dead. */
  readonly reason?: string;
}
