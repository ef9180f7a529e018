import type { BatchingStrategy } from '#batching';
import type { Accelerator } from '#common';
import type { SpecDescriptor } from './specs/lit-spec.js';

/** Which of several waiting requests goes first. Lower ones never wait more than 8 s longer for it. */
export type Priority = 'high' | 'normal' | 'low';

/** The first that is reached counts; each is optional. */
export interface RecycleOptions {
  /** Requests a worker has been given. Minimum 1. */
  readonly maxRequests?: number;
  /** Since it was ready; workers are spared up to a tenth of it, so that they do not all go together. Minimum 1000. */
  readonly maxAgeMs?: number;
  /** Resident memory of its process, looked at after batches, at most once a second. Minimum 1. */
  readonly maxRssBytes?: number;
}

/** How many workers a pool may have on each of its devices. */
export interface WorkerRange {
  /** Minimum 0. */
  readonly min: number;
  /** Minimum 1, at least `min`, at most 256. */
  readonly max: number;
}

/** What `@LitEndpoint` takes. Durations in ms, sizes in bytes. */
export interface LitEndpointOptions {
  /** The one POST route of the endpoint. @default '/predict' */
  readonly path?: string;
  /** Used in logs, metrics and `/info`; unique in the app. @default the class name in kebab case, without Api or Endpoint */
  readonly name?: string;
  /** `predict` is a generator (sync or async), and the answer a stream: SSE, or what `Accept` asks for. @default false */
  readonly stream?: boolean;
  /** A stream with no chunk and no reading client for so long is cancelled; 0 = never. @default 60_000 */
  readonly streamIdleMs?: number;
  /** Above 1, `predict` gets an array and returns one result per item, in order. Minimum 1. @default 1 */
  readonly maxBatchSize?: number;
  /** How long the oldest waiting item may wait for company while a worker is free; 0 = take what is there. @default 0 */
  readonly batchTimeoutMs?: number;
  /** Decides when a batch closes. @default `onDemand()`, or `window()` when `batchTimeoutMs` is above 0 */
  readonly batching?: BatchingStrategy;
  /** `predict` calls one worker may run at once. Minimum 1. @default 1 */
  readonly concurrency?: number;
  /** Endpoints naming the same pool share worker processes and their DI. @default a pool of the class's own */
  readonly pool?: string;
  /** From arrival to the last byte of a unary answer or to the first chunk of a stream, then 504; 0 = no deadline. @default 30_000 */
  readonly timeoutMs?: number;
  /** Waiting items; beyond it 429. Minimum 1. @default 512 */
  readonly maxQueueSize?: number;
  /** What happens to a request that is predicted to miss its deadline: 429 at once, or it waits. @default 'refuse' */
  readonly onLate?: 'refuse' | 'wait';
  /** Larger bodies are refused with 413, counted while reading and after decompression. @default 10 MiB */
  readonly maxPayloadBytes?: number;
  /**
   * `'parsed'`: what the content-type says. `'upload'`: a file of any type as a Buffer, whatever the content-type says, a
   * form with files as one. @default 'parsed'
   */
  readonly body?: 'parsed' | 'upload';
  /** What happens to a batch that failed as a whole: run again in halves, or fail every item. @default 'isolate' */
  readonly onBatchError?: 'isolate' | 'fail';
  /** What happens to items whose worker died: run again (at least once), or 503. @default 'retry' */
  readonly onCrash?: 'retry' | 'fail';
  /**
   * A scheduling function: what goes first. Scheduling functions run in the HTTP process, before a request is queued, on
   * the first parameter of `decodeRequest`; they are pure and not async. What one throws fails its request alone.
   *
   * @default 'normal' for all
   * @example priority: (request: ChatDto) => (request.interactive ? 'high' : 'low')
   */
  priority?(request: unknown): Priority;
  /** A scheduling function: what a batching strategy sees as the cost of an item, 0 or more. @default 1 for all */
  cost?(request: unknown): number;
  /** A scheduling function: only requests of one key share a batch, for instance of one length. @default '' for all */
  batchKey?(request: unknown): string;
  /**
   * A scheduling function: the key of the session a request belongs to. Requests of one key go to one worker, one at a
   * time, in the order they came, and never twice; `undefined` or `''` for a request of no session. @default none
   */
  affinity?(request: unknown): string | undefined;
  /** With `affinity`: a session without a request for so long has ended. Minimum 1. @default 60_000 */
  readonly sessionIdleMs?: number;
  /** With `affinity`: a request that would open one more session is refused with 429. Minimum 1. @default 10_000 */
  readonly maxSessions?: number;
  /** Nest API version(s) of the route. @default the app's */
  readonly version?: string | readonly string[];
  /** Free JSON, shown in `/info`. @default none */
  readonly metadata?: Readonly<Record<string, unknown>>;
  /**
   * Protocols that reach the endpoint as well, each by the routes of its module; the native route stays. Guards of the
   * class hold there, interceptors, pipes and filters of the class belong to the native route. @default none
   */
  readonly specs?: readonly SpecDescriptor[];
  /**
   * Worker processes per device, for a pool of the class's own: so many, 1 to 256, or as many as are needed between two
   * numbers. With `min: 0` it sleeps while nothing is to be done. @default 1
   *
   * @example workersPerDevice: { min: 0, max: 4 }
   */
  readonly workersPerDevice?: number | WorkerRange;
  /**
   * With a range: how long a request waits, while all workers are busy, before that is taken for a need of one more.
   * Minimum 1. @default 1_000
   */
  readonly scaleUpAfterMs?: number;
  /** With a range: for how long one worker too many is kept. Minimum 1. @default 60_000 */
  readonly scaleDownAfterMs?: number;
  /**
   * What the workers of the class's own pool run on. `'gpu'` is what the platform has: CUDA, DirectML or CoreML; `'mps'` is
   * CoreML. @default 'auto': CUDA where it can be used, else the CPU
   */
  readonly accelerator?: 'auto' | 'gpu' | 'mps' | Accelerator;
  /**
   * How many devices, or which: positions among those `CUDA_VISIBLE_DEVICES` leaves, names, and uuids of GPUs and MIG
   * slices. @default 'auto': all of the accelerator
   *
   * @example devices: ['cuda:1', 'GPU-5d5ba0d6']
   */
  readonly devices?: 'auto' | number | readonly (number | string)[];
  /**
   * What becomes of a pool whose accelerator cannot be used: it runs on the CPU and a line in the log says why, or the
   * boot fails. @default 'error' where an accelerator was asked for, else 'cpu'
   */
  readonly fallback?: 'cpu' | 'error';
  /** Compute threads per worker. @default 'auto': the cores shared by all CPU workers of the app */
  readonly threads?: 'auto' | number;
  /**
   * CPUs that the threads of onnxruntime are bound to, on Linux and Windows: a share for each worker, or a list per worker
   * on the CPU. @default 'none'
   *
   * @example cpuAffinity: ['2-5', '6-9']
   */
  readonly cpuAffinity?: 'none' | 'auto' | readonly string[];
  /** Device memory a worker may use, kept by NVIDIA's MPS and by nothing else. Minimum 1 MiB. @default no limit */
  readonly gpuMemoryLimitBytes?: number;
  /** Share of a GPU's multiprocessors a worker may use, in percent, kept by NVIDIA's MPS alone. 1 to 100. @default no limit */
  readonly gpuThreadPercent?: number;
  /** Extra environment of the workers. @default none */
  readonly env?: Readonly<Record<string, string>>;
  /**
   * Whether workers get the environment of the HTTP process: all of it, only what any program needs, or that and the
   * variables listed. @default true
   */
  readonly inheritEnv?: boolean | readonly string[];
  /** From the start of a worker until it is ready, then it is killed and tried again; 0 = for ever. @default 600_000 */
  readonly startTimeoutMs?: number;
  /**
   * When a worker process is replaced although nothing is wrong with it, for models that leak. It finishes what it runs,
   * and of a pool one goes at a time. @default never
   *
   * @example recycle: { maxRequests: 100_000, maxRssBytes: 4 * 1024 ** 3 }
   */
  readonly recycle?: RecycleOptions;
  /** Worker processes, or the HTTP process itself. @default 'process', and 'inline' under a test runner */
  readonly isolation?: 'process' | 'inline';
}

/** The part of the options that belongs to the worker pool; it must agree within a pool. */
export const POOL_OPTION_NAMES = [
  'workersPerDevice',
  'scaleUpAfterMs',
  'scaleDownAfterMs',
  'accelerator',
  'devices',
  'fallback',
  'threads',
  'cpuAffinity',
  'gpuMemoryLimitBytes',
  'gpuThreadPercent',
  'env',
  'inheritEnv',
  'startTimeoutMs',
  'recycle',
  'isolation',
] as const;
export type PoolOptionName = (typeof POOL_OPTION_NAMES)[number];
export type LitPoolOptions = Pick<LitEndpointOptions, PoolOptionName>;

/** The options that look at a request in the HTTP process. */
export const SCHEDULING_OPTION_NAMES = ['priority', 'cost', 'batchKey', 'affinity'] as const;
export type SchedulingFunctions = Pick<LitEndpointOptions, (typeof SCHEDULING_OPTION_NAMES)[number]>;

/** Defaults an app may set for all its endpoints. */
export type EndpointDefaults = Omit<
  LitEndpointOptions,
  'path' | 'name' | 'pool' | 'version' | 'metadata' | 'specs' | 'stream' | 'body'
>;

export type ResolvedEndpointOptions = Required<
  Pick<
    LitEndpointOptions,
    | 'path'
    | 'name'
    | 'maxBatchSize'
    | 'stream'
    | 'streamIdleMs'
    | 'batchTimeoutMs'
    | 'batching'
    | 'concurrency'
    | 'pool'
    | 'timeoutMs'
    | 'maxQueueSize'
    | 'onLate'
    | 'maxPayloadBytes'
    | 'body'
    | 'onBatchError'
    | 'onCrash'
    | 'sessionIdleMs'
    | 'maxSessions'
    | 'metadata'
    | 'specs'
  >
> &
  Pick<LitEndpointOptions, 'version'> & {
    readonly scheduling: SchedulingFunctions;
  };

export const ENDPOINT_DEFAULTS = Object.freeze({
  path: '/predict',
  stream: false,
  streamIdleMs: 60_000,
  maxBatchSize: 1,
  batchTimeoutMs: 0,
  concurrency: 1,
  timeoutMs: 30_000,
  maxQueueSize: 512,
  onLate: 'refuse',
  maxPayloadBytes: 10 * 1024 * 1024,
  body: 'parsed',
  onBatchError: 'isolate',
  onCrash: 'retry',
  sessionIdleMs: 60_000,
  maxSessions: 10_000,
} as const);
