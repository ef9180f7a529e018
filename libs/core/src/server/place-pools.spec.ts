import { describe, expect, it } from '@jest/globals';
import type { System } from '#workers';
import { placePools } from './place-pools.js';
import type { PoolPlan } from './plan-pools.js';

/** A Linux with four CPUs and one GPU, for programs other than onnxruntime. */
const system: System = {
  platform: 'linux',
  arch: 'x64',
  env: {},
  cpus: 4,
  readText: () => undefined,
  list: () => [],
  exists: (path) => path === '/dev/nvidiactl',
  run: () => ({ stdout: '0, GPU-1, NVIDIA L4, 23034, [N/A]\n', stderr: '', code: 0 }),
  onnxruntime: undefined,
  tryProvider: () => ({ stdout: '', stderr: '', code: 0 }),
};

function place(options: Partial<PoolPlan['options']>, differs: Partial<System> = {}) {
  const lines: string[] = [];
  const write =
    (level: string) =>
    (message: string): void =>
      void lines.push(`${level} ${message}`);
  const logger = { log: write('log'), warn: write('warn'), error: write('error'), debug: write('debug') };
  const plan = { name: 'digits', members: [0], options: { workersPerDevice: 1, ...options } } as PoolPlan;
  return { devices: placePools([plan], logger, { ...system, ...differs }), lines };
}

describe('placePools', () => {
  it('says in a line where the workers of a pool are', () => {
    const { devices, lines } = place({ workersPerDevice: 2 });
    expect(devices).toEqual([
      [
        { type: 'cuda', index: 0, uuid: 'GPU-1', threads: 1 },
        { type: 'cuda', index: 0, uuid: 'GPU-1', threads: 1 },
      ],
    ]);
    expect(lines).toEqual(['log pool "digits": 2 workers on cuda:0 (NVIDIA L4, GPU-1), 1 thread each']);
  });

  it('warns of limits that nobody keeps', () => {
    const limits = { gpuMemoryLimitBytes: 2 ** 30 };
    expect(place(limits).lines[0]).toMatch(
      /^warn pool "digits": gpuMemoryLimitBytes .* do nothing.*\/tmp\/nvidia-mps/,
    );
    expect(place(limits, { exists: () => true }).lines).toHaveLength(1);
    expect(place({ ...limits, accelerator: 'cpu' }).lines).toHaveLength(1);
    const elsewhere = { env: { CUDA_MPS_PIPE_DIRECTORY: '/run/mps' } };
    expect(place(limits, elsewhere).lines[0]).toContain('no MPS daemon at /run/mps/control');
  });

  it('refuses what cannot be had', () => {
    expect(() => place({ devices: [1] })).toThrow(
      /pool "digits": devices names 1, there is cuda:0 \(GPU-1\)/,
    );
  });
});
