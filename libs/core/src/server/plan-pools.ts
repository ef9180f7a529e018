import { POOL_OPTION_NAMES, poolOptionsOf, type EndpointDefinition, type LitPoolOptions } from '#endpoint';
import { isUnderTestRunner, POOL_TIMINGS } from '#workers';
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

/** Groups endpoints by pool. A pool's options: the app's defaults, then `forRoot({ pools })`, then the decorators. */
export function planPools(
  endpoints: readonly EndpointDefinition[],
  found: readonly FoundEndpoint[],
  app: ResolvedLitServeOptions,
  env: NodeJS.ProcessEnv = process.env,
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
    const isolation = given.isolation ?? (isUnderTestRunner(env) ? 'inline' : 'process');
    return {
      name,
      members,
      options: {
        ...given,
        workersPerDevice: given.workersPerDevice ?? 1,
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
