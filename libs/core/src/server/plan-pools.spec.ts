import { describe, expect, it } from '@jest/globals';
import { resolveEndpoint, type LitEndpointOptions } from '#endpoint';
import { resolveLitServeOptions, type LitServeOptions } from '../lit-serve.options.js';
import { planPools, poolSize, unusedPools, type PoolPlan } from './plan-pools.js';

class DigitsApi {}

function plan(
  endpoints: readonly LitEndpointOptions[],
  app: LitServeOptions = {},
  env: NodeJS.ProcessEnv = {},
): PoolPlan[] {
  const definitions = endpoints.map((own, ordinal) => resolveEndpoint(DigitsApi, 'AppModule', ordinal, own));
  return planPools(
    definitions,
    endpoints.map((given) => ({ given })) as never,
    resolveLitServeOptions(app),
    env,
  );
}

describe('planPools', () => {
  it('groups endpoints by pool, one class being a pool of its own', () => {
    expect(plan([{}, {}, { pool: 'gpu' }, { pool: 'gpu' }])).toMatchObject([
      { name: 'digits', members: [0, 1] },
      { name: 'gpu', members: [2, 3] },
    ]);
  });

  it('has defaults', () => {
    expect(plan([{}])[0]?.options).toEqual({
      workersPerDevice: 1,
      scaleUpAfterMs: 1_000,
      scaleDownAfterMs: 60_000,
      accelerator: 'auto',
      devices: 'auto',
      threads: 'auto',
      cpuAffinity: 'none',
      env: {},
      inheritEnv: true,
      startTimeoutMs: 600_000,
      recycle: {},
      isolation: 'process',
    });
  });

  it('takes the decorators before the app’s word on the pool, and that before the app’s defaults', () => {
    const app = {
      threads: 1,
      workersPerDevice: 2,
      devices: ['cpu'],
      pools: { gpu: { threads: 2, workersPerDevice: 3 } },
    };
    const [options] = plan([{ pool: 'gpu', threads: 3 }, { pool: 'gpu' }], app).map((pool) => pool.options);
    expect(options).toMatchObject({ threads: 3, workersPerDevice: 3, devices: ['cpu'] });
  });

  it('recycles processes only', () => {
    const recycle = { maxRequests: 5 };
    const plans = plan([{ recycle }, { pool: 'here', recycle, isolation: 'inline' }]);
    expect(plans.map(({ options }) => options.recycle)).toEqual([recycle, {}]);
  });

  it.each([{ JEST_WORKER_ID: '1' }, { VITEST: 'true' }])('runs inline under a test runner, %p', (env) => {
    expect(plan([{}], {}, env)[0]?.options.isolation).toBe('inline');
    expect(plan([{ isolation: 'process' }], {}, env)[0]?.options.isolation).toBe('process');
  });
});

describe('poolSize', () => {
  it('is by need with a range, of each device, and else what it is', () => {
    const [fixed, ranged] = plan([
      {},
      { pool: 'gpu', workersPerDevice: { min: 1, max: 3 }, scaleUpAfterMs: 50 },
    ]);
    expect(poolSize(fixed as PoolPlan, 4)).toBeUndefined();
    expect(poolSize(ranged as PoolPlan, 6)).toEqual({ min: 2, scaleUpAfterMs: 50, scaleDownAfterMs: 60_000 });
  });
});

describe('unusedPools', () => {
  it('names a pool that nobody uses, and those in use', () => {
    const app = resolveLitServeOptions({ pools: { gpu: {}, digits: {} } });
    const problems = unusedPools([resolveEndpoint(DigitsApi, 'AppModule', 0, {})], app);
    expect(problems).toEqual([
      expect.stringContaining('pools.gpu: no endpoint uses this pool; those in use are digits'),
    ]);
  });
});
