import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { aGpuMachine, aMachine } from '../testing/a-machine.js';
import { LitServeConfigurationError } from '#common';
import { planDevices, type PoolDevices } from './device-plan.js';
import type { DeviceRequest } from './device-request.js';
import { effectiveCpus, type Machine } from './machine.js';
import { visibleGpus } from './visible-gpus.js';

const machines: fc.Arbitrary<Machine> = fc
  .record({
    gpus: fc.nat(4),
    count: fc.integer({ min: 1, max: 64 }),
    quota: fc.option(fc.double({ min: 0.1, max: 64, noNaN: true }), { nil: undefined }),
    visible: fc.option(fc.constantFrom('', '-1', '0', '1,0', '2,9,0', 'GPU-1', 'GPU-', 'MIG-x'), {
      nil: undefined,
    }),
    state: fc.constantFrom('usable' as const, 'missing' as const, 'unknown' as const),
  })
  .map(({ gpus, count, quota, visible, state }) => {
    const provider = state === 'missing' ? { state, why: 'why', cure: 'cure' } : { state };
    return aGpuMachine(gpus, {
      cpus: { count, quota, numbers: Array.from({ length: count }, (_, cpu) => cpu) },
      visible,
      providers: gpus > 0 ? { cuda: provider, tensorrt: provider } : {},
    });
  });

const requests: fc.Arbitrary<DeviceRequest> = fc.record({
  pool: fc.constantFrom('a', 'b'),
  accelerator: fc.constantFrom('auto', 'cpu', 'cuda', 'gpu', 'mps', 'tensorrt', 'dml', 'webgpu', undefined),
  devices: fc.oneof(
    fc.constantFrom('auto' as const, undefined),
    fc.integer({ min: 1, max: 5 }),
    fc.array(fc.oneof(fc.nat(4), fc.constantFrom('cpu', 'cuda:1', 'cuda:7', 'GPU-0', 'GPU-')), {
      minLength: 1,
      maxLength: 3,
    }),
  ),
  workersPerDevice: fc.oneof(
    fc.integer({ min: 1, max: 4 }),
    fc.record({ max: fc.integer({ min: 1, max: 4 }) }),
  ),
  threads: fc.oneof(fc.constantFrom('auto' as const, undefined), fc.integer({ min: 1, max: 8 })),
  cpuAffinity: fc.constantFrom('none' as const, 'auto' as const, undefined),
  fallback: fc.constantFrom('cpu', 'error', undefined),
  isolation: fc.constantFrom('process', 'inline', undefined),
});

/** The plan, or `undefined` when it is refused; anything else that is thrown fails the property. */
function planOf(machine: Machine, pools: readonly DeviceRequest[]): readonly PoolDevices[] | undefined {
  try {
    return planDevices(machine, pools);
  } catch (error) {
    if (error instanceof LitServeConfigurationError && error.problems.length > 0) return undefined;
    throw error;
  }
}

const cases = fc.tuple(machines, fc.array(requests, { minLength: 1, maxLength: 4 }));
const holds = (
  check: (plan: readonly PoolDevices[], machine: Machine, pools: readonly DeviceRequest[]) => void,
) =>
  fc.assert(
    fc.property(cases, ([machine, pools]) => {
      const plan = planOf(machine, pools);
      if (plan) check(plan, machine, pools);
    }),
    { numRuns: 500 },
  );

describe('whatever is asked of whatever machine, planDevices', () => {
  it('gives every pool workers with at least a thread, and says where', () => {
    holds((plan, _, pools) => {
      expect(plan).toHaveLength(pools.length);
      for (const { workers, summary } of plan) {
        expect(workers.length).toBeGreaterThan(0);
        expect(workers.every(({ threads }) => Number.isInteger(threads) && threads >= 1)).toBe(true);
        expect(summary).not.toBe('');
      }
    });
  });

  it('gives no more threads than there is time for, where it is free to choose', () => {
    holds((plan, machine, pools) => {
      const budget = effectiveCpus(machine.cpus);
      const shares = plan.flatMap(({ workers }, index) => {
        const { threads, isolation } = pools[index] as DeviceRequest;
        const isFree = threads === undefined || threads === 'auto';
        return workers.filter(({ type }) => type === 'cpu' && isFree && isolation !== 'inline');
      });
      const sum = shares.reduce((all, { threads }) => all + threads, 0);
      expect(sum).toBeLessThanOrEqual(Math.max(shares.length, budget - 1));
    });
  });

  it('uses only GPUs that are visible, and each by its own number', () => {
    holds((plan, machine) => {
      const visible = visibleGpus(machine.nvidia, machine.visible);
      const onGpu = plan.flatMap(({ workers }) => workers).filter(({ type }) => /cuda|tensorrt/.test(type));
      for (const { uuid, index } of onGpu) expect(visible[index]?.uuid).toBe(uuid);
    });
  });

  it('never binds two workers to one CPU', () => {
    holds((plan, machine) => {
      const bound = plan.flatMap(({ workers }) => workers.flatMap(({ cpus }) => cpus ?? []));
      expect(new Set(bound).size).toBe(bound.length);
      expect(bound.every((cpu) => cpu < machine.cpus.count)).toBe(true);
    });
  });

  it('refuses nothing that may fall back', () => {
    fc.assert(
      fc.property(cases, ([machine, pools]) => {
        const lenient = pools.map((pool) => ({ ...pool, fallback: 'cpu' as const }));
        expect(planOf(machine, lenient)).toHaveLength(pools.length);
      }),
      { numRuns: 500 },
    );
  });

  it('goes to the CPU without a word where there is nothing else and nobody asked', () => {
    const silent = fc
      .array(requests, { minLength: 1, maxLength: 4 })
      .map((pools) => pools.map(({ pool, workersPerDevice = 1 }) => ({ pool, workersPerDevice })));
    fc.assert(
      fc.property(silent, (pools) => {
        for (const { workers, warnings } of planDevices(aMachine(), pools)) {
          expect(warnings).toEqual([]);
          expect(workers.every(({ type }) => type === 'cpu')).toBe(true);
        }
      }),
    );
  });
});
