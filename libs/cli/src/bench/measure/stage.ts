import type { Objective } from '../objective.js';
import type { Percentiles } from './percentile.js';

/** A level of load. */
export type StageLoad =
  | { readonly loop: 'closed'; readonly concurrency: number }
  | { readonly loop: 'open'; readonly perSecond: number };

/** What the server's own counts say of the time that was measured. */
export interface ServerSide {
  readonly batchesPerSecond: number;
  /** Mean size. */
  readonly itemsPerBatch: number;
  readonly largestBatch: number;
  /** Batches that were counted. */
  readonly batches: number;
  /** Share of the looks at which something waited while something ran, or a worker had its next batch already. */
  readonly busyShare: number;
}

/** What one level of load gave; times in milliseconds, rates per second. */
export interface StageResult {
  readonly load: StageLoad;
  readonly seconds: number;
  /** Answered well. */
  readonly answered: number;
  readonly throughput: number;
  /** Answered well and, where there is an objective, within it. */
  readonly goodput: number;
  readonly latencyMs: Percentiles | undefined;
  /** Of streams. */
  readonly firstEventMs: Percentiles | undefined;
  readonly gapMs: Percentiles | undefined;
  readonly eventsPerSecond: number;
  readonly errors: Readonly<Record<string, number>>;
  /** The longest `Retry-After` of refusals, as it came. */
  readonly retryAfter: string | undefined;
  /** Requests under way on average, by Little's law: throughput times mean latency. */
  readonly inFlight: number;
  /** Of the generator's event loop, 0 to 1. */
  readonly generatorUse: number;
  /** By how much the generator sent late, 99th percentile; a part of the latency of an open loop. */
  readonly sentLateMs: number;
  readonly server: ServerSide | undefined;
  readonly objective: Objective | undefined;
  /** Whether the objective was kept, with not more than one error in a thousand; without one, `undefined`. */
  readonly kept: boolean | undefined;
}

export const errorCount = ({ errors }: Pick<StageResult, 'errors'>): number =>
  Object.values(errors).reduce((sum, count) => sum + count, 0);
