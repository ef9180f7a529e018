import { describe, expect, it } from '@jest/globals';
import { deviceEnv } from './device-env.js';
import { deviceName, parseDeviceName } from './device-name.js';
import { planDevices } from './device-plan.js';

describe('device names', () => {
  it.each([
    ['cpu', { type: 'cpu', index: 0 }],
    ['cuda', { type: 'cuda', index: 0 }],
    ['cuda:12', { type: 'cuda', index: 12 }],
  ])('reads %s', (name, device) => expect(parseDeviceName(name)).toEqual(device));

  it.each(['', 'CUDA:0', 'cuda:', 'cuda:-1', 'cuda:x', 'cuda 0', 'cpu\n'])('refuses %j', (name) =>
    expect(parseDeviceName(name)).toBeUndefined(),
  );

  it('numbers what there may be several of', () => {
    expect(deviceName({ type: 'cuda', index: 1 })).toBe('cuda:1');
    expect(deviceName({ type: 'cpu', index: 0 })).toBe('cpu');
  });
});

describe('planDevices', () => {
  it('puts one worker on the CPU when nothing is said', () => {
    expect(planDevices([{ pool: 'p' }], 8)).toEqual([[{ type: 'cpu', index: 0, threads: 7 }]]);
  });

  it('shares the cores among the CPU workers of all pools, one core left to HTTP', () => {
    const [first, second] = planDevices([{ pool: 'a', workersPerDevice: 2 }, { pool: 'b' }], 8);
    expect(first?.map((device) => device.threads)).toEqual([2, 2]);
    expect(second?.map((device) => device.threads)).toEqual([2]);
  });

  it('never goes below one thread', () => {
    expect(planDevices([{ pool: 'a', workersPerDevice: 4 }], 2)[0]?.[3]?.threads).toBe(1);
  });

  it('honours an explicit list and number of threads', () => {
    const [plan] = planDevices(
      [{ pool: 'a', devices: ['cuda:1', 'cpu'], workersPerDevice: 2, threads: 3 }],
      8,
    );
    expect(plan).toEqual([
      { type: 'cuda', index: 1, threads: 3 },
      { type: 'cuda', index: 1, threads: 3 },
      { type: 'cpu', index: 0, threads: 3 },
      { type: 'cpu', index: 0, threads: 3 },
    ]);
  });

  it('names pool and value of a device it cannot read', () => {
    expect(() => planDevices([{ pool: 'vision', devices: ['GPU 1'] }], 8)).toThrow(/pool "vision".*"GPU 1"/);
  });
});

describe('deviceEnv', () => {
  it('shows a CUDA worker its own device only', () => {
    expect(deviceEnv({ type: 'cuda', index: 3, threads: 1 })).toMatchObject({ CUDA_VISIBLE_DEVICES: '3' });
    expect(deviceEnv({ type: 'cuda', index: 3, uuid: 'GPU-7', threads: 1 })).toMatchObject({
      CUDA_VISIBLE_DEVICES: 'GPU-7',
    });
  });

  it('leaves the environment of CPU workers alone', () => {
    expect(deviceEnv({ type: 'cpu', index: 0, threads: 1 })).toEqual({});
  });
});
