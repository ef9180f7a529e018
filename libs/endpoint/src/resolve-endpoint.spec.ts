import { describe, expect, it } from '@jest/globals';
import { checkEndpoint } from './endpoint-rules.js';
import { checkHooks } from './hook-rules.js';
import { ENDPOINT_DEFAULTS } from './endpoint.options.js';
import { resolveEndpoint } from './resolve-endpoint.js';

class DigitsApi {
  predict(): void {}
}

describe('resolveEndpoint', () => {
  it('fills in the defaults of the library', () => {
    const { options, id } = resolveEndpoint(DigitsApi, 'AppModule', 0, {});
    expect(id).toBe('AppModule/DigitsApi/0');
    expect(options).toMatchObject({ ...ENDPOINT_DEFAULTS, name: 'digits', pool: 'digits', metadata: {} });
  });

  it('prefers the decorator over the app, and the app over the library', () => {
    const app = { timeoutMs: 5, maxQueueSize: 7 };
    const { options } = resolveEndpoint(
      DigitsApi,
      'M',
      0,
      { timeoutMs: 1, maxQueueSize: undefined as never },
      app,
    );
    expect([options.timeoutMs, options.maxQueueSize, options.concurrency]).toEqual([1, 7, 1]);
  });

  it('keeps the scheduling functions, those of the app too', () => {
    const cost = (): number => 2;
    const { options } = resolveEndpoint(DigitsApi, 'M', 0, { cost }, { batchKey: () => 'k', cost: () => 1 });
    expect(Object.keys(options.scheduling)).toEqual(['cost', 'batchKey']);
    expect(options.scheduling.cost).toBe(cost);
  });

  it('names further endpoints of a class apart, in the class’s one pool', () => {
    const { options } = resolveEndpoint(DigitsApi, 'M', 1, { path: '/two' });
    expect([options.name, options.pool]).toEqual(['digits-2', 'digits']);
  });
});

describe('checkEndpoint and checkHooks', () => {
  it('accept what is right', () => {
    const given = {
      path: 'models/:id',
      version: ['1', '2'],
      accelerator: 'gpu',
      devices: ['cpu', 'cuda:1', 2, 'GPU-5d5ba0d6', 'MIG-GPU-5d5ba0d6/1/0'],
      cpuAffinity: ['0-3, 8', '4'],
      fallback: 'cpu',
      gpuMemoryLimitBytes: 2 ** 30,
      gpuThreadPercent: 50,
      env: { A: 'b' },
      threads: 2,
    };
    expect(checkEndpoint(DigitsApi, given)).toEqual([]);
    expect(checkHooks(DigitsApi)).toEqual([]);
  });

  it.each([
    { path: '' },
    { name: 'has space' },
    { devices: [] },
    { devices: ['gpu 1'] },
    { devices: ['rocm:0'] },
    { devices: [-1] },
    { devices: 0 },
    { accelerator: 'rocm' },
    { fallback: 'gpu' },
    { cpuAffinity: '0-3' },
    { cpuAffinity: ['0;1'] },
    { gpuMemoryLimitBytes: 1000 },
    { gpuThreadPercent: 0 },
    { env: { A: 1 } },
    { version: [] },
    { batching: {} },
    { priority: 'high' },
    { cost: 2 },
    { batchKey: '' },
    { isolation: 'thread' },
    { startTimeoutMs: 2 ** 31 },
    { recycle: 1000 },
    { recycle: { maxRequests: 0 } },
    { recycle: { maxAgeMs: 999 } },
    { recycle: { maxRequest: 5 } },
    { maxPayloadBytes: 1.5 },
    { metadata: null },
  ])('refuse %p', (given) => expect(checkEndpoint(DigitsApi, given)).toHaveLength(1));
});
