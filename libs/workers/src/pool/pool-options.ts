import type { DeviceAssignment } from '#wire';
import type { RouteCall } from '../calls/call-router.js';
import type { Clock } from '../clock.js';
import type { PoolEndpoint } from '../pool-endpoint.js';
import type { PoolLogger } from '../pool-logger.js';
import type { PoolObserver } from '../pool-observer.js';
import type { OpenLink } from '../worker-link.js';
import type { BootLimiter } from './boot-limiter.js';
import type { RecycleLimits } from './recycle-watch.js';
import type { RestartTimings } from './restart-delay.js';
import type { SizeRules } from './size/plan-size.js';

export interface PoolTimings extends RestartTimings {
  /** How long a worker may take to stop before it is killed. @default 2_000 */
  readonly killGraceMs: number;
  /** How long a new worker may take until it first says something. @default 60_000 */
  readonly firstSignMs: number;
  /** How long a new worker may take until it is ready, its modules and `setup` included; 0 = for ever. @default 600_000 */
  readonly startTimeoutMs: number;
}

export const POOL_TIMINGS: PoolTimings = Object.freeze({
  killGraceMs: 2_000,
  firstSignMs: 60_000,
  startTimeoutMs: 600_000,
  minRestartDelayMs: 250,
  maxRestartDelayMs: 30_000,
});

/**
 * Whether the pool can answer: `ready` with at least one ready worker; `starting` while one is on its way; `down` when
 * boots have failed too often in a row, until one succeeds; `idle` when it is to have none, until something is to be done.
 */
export type PoolAvailability = 'starting' | 'ready' | 'down' | 'idle';

/** How many workers a pool has at least, and how soon it changes that. At most it has one per device given. */
export type PoolSize = Omit<SizeRules, 'max'>;

export const POOL_SIZE_DEFAULTS = Object.freeze({
  scaleUpAfterMs: 1_000,
  scaleDownAfterMs: 60_000,
} satisfies Partial<PoolSize>);

/** What a pool tells its owner; all of it may be called before `start` resolves. */
export interface PoolEvents {
  /** A worker has got a step further in its boot. */
  progress?(worker: number, step: string, ms: number): void;
  /** The number of ready workers has changed. */
  ready?(workers: number): void;
  /** Called with every change; a pool begins as `starting`. */
  availability?(availability: PoolAvailability): void;
}

export interface PoolOptions<Payload> {
  readonly name: string;
  /** At least one. */
  readonly endpoints: readonly PoolEndpoint<Payload>[];
  /** One per worker, as `planDevices` gives them. */
  readonly devices: readonly DeviceAssignment[];
  /** By need, from so many workers on. @default a worker per device given, always */
  readonly size?: PoolSize | undefined;
  readonly openLink: OpenLink;
  /** Takes the calls of the workers to the endpoints they name. @default every call is refused */
  readonly routeCall?: RouteCall<Payload>;
  readonly bootLimiter: BootLimiter;
  readonly logger: PoolLogger;
  readonly events?: PoolEvents;
  /** Looks on as batches end and workers change. @default nobody */
  readonly observer?: PoolObserver;
  readonly timings?: Partial<PoolTimings>;
  /** When its workers are replaced, one at a time. @default never */
  readonly recycle?: RecycleLimits;
  readonly clock?: Clock;
  /** From 0 to 1, for the jitter of restarts. @default Math.random */
  readonly random?: () => number;
}

/** A worker's place in the pool, for health and info. */
export interface WorkerSnapshot {
  readonly id: number;
  readonly state: 'starting' | 'ready' | 'stopping' | 'dead';
  readonly pid: number | undefined;
  /** `cpu`, `cuda:0`, … */
  readonly device: string;
  /** Since the start of the present process; 0 without one. */
  readonly uptimeMs: number;
  /** How often it has been replaced. */
  readonly restarts: number;
}

export interface PoolSnapshot {
  readonly pool: string;
  readonly availability: PoolAvailability;
  /** Of a pool that is down: the step at which a boot failed last, if it came to one. */
  readonly failedStep?: string | undefined;
  /** Workers it is to have now. */
  readonly size: number;
  /** Those there are, on their way in or out included. */
  readonly workers: readonly WorkerSnapshot[];
}
