import type { EndpointStats, WorkerRange } from '#endpoint';
import type { PoolAvailability } from '#workers';

export interface WorkerReport {
  /** Number of the worker in its pool. */
  readonly worker: number;
  readonly state: string;
  /** Ready, and its `health()` hooks held when it was last asked. */
  readonly healthy: boolean;
  readonly device: string;
  readonly uptimeMs: number;
  readonly restarts: number;
}

export interface PoolReport {
  readonly name: string;
  /** `idle` when it is to have no worker, until something is to be done. */
  readonly state: PoolAvailability;
  /** Workers it is to have now. */
  readonly size: number;
  readonly ready: number;
  /** Why no endpoint of this pool can answer; absent while all is well. */
  readonly reason?: string;
  readonly workers: readonly WorkerReport[];
}

export interface EndpointHealth {
  readonly name: string;
  readonly pool: string;
  /** `ok`: a ready worker can take it and its `health()` holds, or its pool is `idle`. */
  readonly status: 'ok' | 'unavailable';
  readonly waiting: number;
  readonly running: number;
  readonly reason?: string;
}

/** The body of `GET /health`. */
export interface HealthReport {
  readonly status: 'ok' | 'unavailable';
  readonly endpoints: readonly EndpointHealth[];
  readonly pools: readonly PoolReport[];
}

export interface EndpointInfo {
  readonly name: string;
  readonly method: 'POST';
  readonly paths: readonly string[];
  readonly pool: string;
  readonly stream: boolean;
  readonly maxBatchSize: number;
  readonly batchTimeoutMs: number;
  readonly concurrency: number;
  readonly timeoutMs: number;
  readonly maxQueueSize: number;
  readonly maxPayloadBytes: number;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly stats: EndpointStats;
}

/** The body of `GET /info`. */
export interface InfoReport {
  readonly server: { readonly name: 'nestjs-litserve'; readonly version: string };
  /** Items that wait and that workers have now, of all endpoints: what to scale by. */
  readonly stats: { readonly waiting: number; readonly running: number };
  readonly endpoints: readonly EndpointInfo[];
  readonly pools: readonly {
    readonly name: string;
    readonly isolation: string;
    readonly workersPerDevice: number | WorkerRange;
  }[];
}
