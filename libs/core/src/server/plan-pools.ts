import { POOL_OPTION_NAMES, poolOptionsOf, type EndpointDefinition, type LitPoolOptions } from '#endpoint';
import { isUnderTestRunner, POOL_SIZE_DEFAULTS, POOL_TIMINGS, type PoolSize } from '#workers';
import type { FoundEndpoint } from '../discovery/discover-endpoints.js';
import type { ResolvedLitServeOptions } from '../lit-serve.options.js';

/** A pool before it has workers: which endpoints share it, and with which options. */
export interface PoolPlan {
  readonly name: string;
  /** Positions in the list of endpoints. */
  readonly members: readonly number[];
  readonly options: Required<
    Pick<
      LitPoolOptions,
      | 'workersPerDevice'
      | 'scaleUpAfterMs'
      | 'scaleDownAfterMs'
      | 'accelerator'
      | 'devices'
      | 'threads'
      | 'cpuAffinity'
      | 'env'
      | 'inheritEnv'
      | 'startTimeoutMs'
      | 'recycle'
      | 'isolation'
    >
  > &
    Pick<LitPoolOptions, 'fallback' | 'gpuMemoryLimitBytes' | 'gpuThreadPercent'>;
}

/**
 * Groups endpoints by pool. A pool's options: the app's defaults, then `forRoot({ pools })`, then the decorators.
 *
 * @param isOnBench a test has put something around the models: all pools are inline
 */
export function planPools(
  endpoints: readonly EndpointDefinition[],
  found: readonly FoundEndpoint[],
  app: ResolvedLitServeOptions,
  env: NodeJS.ProcessEnv = process.env,
  isOnBench = false,
): PoolPlan[] {
  const names = [...new Set(endpoints.map(({ options }) => options.pool))];
  return names.map((name) => {
    const members = endpoints.flatMap(({ options }, index) => (options.pool === name ? [index] : []));
    const own = members.map((index) => poolOptionsOf(found[index]?.given ?? {}));
    const given: LitPoolOptions = Object.assign(
      {},
      poolOptionsOf(app.endpointDefaults),
      app.pools[name] ?? {},
      ...own,
    );
    // A test runner cannot be run again as a worker.
    const ownIsolation = given.isolation ?? (isUnderTestRunner(env) ? 'inline' : 'process');
    const isolation = isOnBench ? 'inline' : ownIsolation;
    return {
      name,
      members,
      options: {
        ...given,
        workersPerDevice: given.workersPerDevice ?? 1,
        scaleUpAfterMs: given.scaleUpAfterMs ?? POOL_SIZE_DEFAULTS.scaleUpAfterMs,
        scaleDownAfterMs: given.scaleDownAfterMs ?? POOL_SIZE_DEFAULTS.scaleDownAfterMs,
        accelerator: given.accelerator ?? 'auto',
        devices: given.devices ?? 'auto',
        threads: given.threads ?? 'auto',
        cpuAffinity: given.cpuAffinity ?? 'none',
        env: given.env ?? {},
        inheritEnv: given.inheritEnv ?? true,
        startTimeoutMs: given.startTimeoutMs ?? POOL_TIMINGS.startTimeoutMs,
        // What a recycled worker gives back is its process.
        recycle: isolation === 'process' ? (given.recycle ?? {}) : {},
        isolation,
      },
    };
  });
}

/** @param seats how many workers there may be in all */
export function poolSize({ options }: PoolPlan, seats: number): PoolSize | undefined {
  const { workersPerDevice: range, scaleUpAfterMs, scaleDownAfterMs } = options;
  if (typeof range === 'number') return undefined;
  return { min: (seats / range.max) * range.min, scaleUpAfterMs, scaleDownAfterMs };
}

/** Pools that are configured but that no endpoint names: most likely a typing mistake. */
export function unusedPools(
  endpoints: readonly EndpointDefinition[],
  app: ResolvedLitServeOptions,
): string[] {
  const used = new Set(endpoints.map(({ options }) => options.pool));
  return Object.keys(app.pools)
    .filter((name) => !used.has(name))
    .map(
      (name) =>
        `LitServeModule.forRoot() pools.${name}: no endpoint uses this pool; those in use are ` +
        `${[...used].join(', ') || '(none)'} (its options: ${POOL_OPTION_NAMES.join(', ')})`,
    );
}
