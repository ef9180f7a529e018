import { describe, expect, it } from '@jest/globals';
import { cpuListText, parseCpuList } from './cpu-list.js';
import { deviceEnv, threadEnv } from './device-env.js';
import { deviceName, parseDeviceName } from './device-name.js';
import { mpsEnv } from './mps-env.js';

describe('device names', () => {
  it.each([
    ['cpu', { type: 'cpu', index: 0 }],
    ['cuda', { type: 'cuda', index: 0 }],
    ['cuda:12', { type: 'cuda', index: 12 }],
  ])('reads %s', (name, device) => expect(parseDeviceName(name)).toEqual(device));

  it.each(['', 'rocm:0', 'CUDA:0', 'cuda:', 'cuda:-1', 'cuda:x', 'cuda 0', 'cpu\n'])('refuses %j', (name) =>
    expect(parseDeviceName(name)).toBeUndefined(),
  );

  it('numbers what there may be several of', () => {
    expect(deviceName({ type: 'cuda', index: 1 })).toBe('cuda:1');
    expect(deviceName({ type: 'cpu', index: 0 })).toBe('cpu');
  });
});

describe('lists of CPUs', () => {
  it.each([
    ['0', [0]],
    ['0-2,8', [0, 1, 2, 8]],
    ['8, 1-2,2', [1, 2, 8]],
  ])('reads %j', (text, cpus) => expect(parseCpuList(text)).toEqual(cpus));

  it.each(['', ',', '1-', '3-1', '-1', 'a', '1;2'])('refuses %j', (text) =>
    expect(parseCpuList(text)).toBeUndefined(),
  );

  it('writes them as they are read', () => expect(cpuListText([0, 1, 2, 8, 10, 11])).toBe('0-2,8,10-11'));
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

describe('threadEnv', () => {
  it('keeps OpenMP to the share of the worker, and never makes the pool of Node smaller', () => {
    expect(threadEnv({ type: 'cpu', index: 0, threads: 2 })).toEqual({
      OMP_NUM_THREADS: '2',
      UV_THREADPOOL_SIZE: '4',
    });
    expect(threadEnv({ type: 'cpu', index: 0, threads: 12 })).toMatchObject({ UV_THREADPOOL_SIZE: '12' });
  });
});

describe('mpsEnv', () => {
  it('has the variables of what is limited, and no others', () => {
    expect(mpsEnv({})).toEqual({});
    expect(mpsEnv({ gpuMemoryLimitBytes: 1.5 * 1024 ** 3, gpuThreadPercent: 50 })).toEqual({
      CUDA_MPS_PINNED_DEVICE_MEM_LIMIT: '0=1536M',
      CUDA_MPS_ACTIVE_THREAD_PERCENTAGE: '50',
    });
  });
});
