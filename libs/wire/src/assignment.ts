/** The environment variable every worker carries; operators and outside checks find workers by it. */
export const WORKER_ENV = 'LITSERVE_WORKER';

/** Where a worker's model runs, decided by the HTTP process. */
export interface DeviceAssignment {
  /** `cpu`, `cuda`, … */
  readonly type: string;
  /** Position among the devices of this type; 0 for the CPU. */
  readonly index: number;
  readonly uuid?: string | undefined;
  /** Compute threads this worker may use. */
  readonly threads: number;
  /** Numbers of the CPUs they are bound to. @default wherever the system puts them */
  readonly cpus?: readonly number[] | undefined;
}

/** An endpoint as its worker needs to know it. */
export interface EndpointAssignment {
  /** `HostModule/ClassName/ordinal`: found again in the worker by walking the same module metadata. */
  readonly id: string;
  readonly name: string;
  readonly maxBatchSize: number;
  readonly concurrency: number;
  /** `predict` is a generator, and every item a stream. */
  readonly stream: boolean;
}

/** What a worker is told at birth: the JSON in {@link WORKER_ENV}. */
export interface WorkerAssignment {
  /** Process id of the HTTP process; a worker whose parent is another one got a stale environment. */
  readonly ppid: number;
  readonly pool: string;
  /** Number of the worker in its pool, kept by its replacements. */
  readonly worker: number;
  readonly device: DeviceAssignment;
  readonly endpoints: readonly EndpointAssignment[];
  /** Modules that do not start in workers, as both processes name them. @default none */
  readonly excluded?: readonly string[];
  /** Resident memory above which the worker tells how much it uses. @default it does not look */
  readonly maxRssBytes?: number | undefined;
}
