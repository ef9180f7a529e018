import { describe, expect, it } from '@jest/globals';
import { Device } from '#endpoint';
import { WorkerDevice } from './worker-device.js';

describe('WorkerDevice', () => {
  it('shows what the worker was assigned', () => {
    const device = new WorkerDevice({ type: 'cuda', index: 3, uuid: 'GPU-1', threads: 4 }, 7);
    expect(device).toBeInstanceOf(Device);
    expect(device).toMatchObject({ type: 'cuda', index: 3, uuid: 'GPU-1', threads: 4, worker: 7 });
  });

  it('gives sessions the thread budget and forbids them to spin', () => {
    expect(new WorkerDevice({ type: 'cpu', index: 0, threads: 3 }, 0).sessionOptions()).toEqual({
      executionProviders: ['cpu'],
      intraOpNumThreads: 3,
      interOpNumThreads: 1,
      extra: { session: { intra_op: { allow_spinning: '0' }, inter_op: { allow_spinning: '0' } } },
    });
  });

  it.each([
    ['cuda', undefined, { name: 'cuda', deviceId: 0 }],
    ['cuda', 3, { name: 'cuda', deviceId: 3 }],
    ['tensorrt', undefined, { name: 'tensorrt', deviceId: 0 }],
    ['dml', undefined, { name: 'dml', deviceId: 3 }],
    ['coreml', undefined, 'coreml'],
    ['webgpu', undefined, 'webgpu'],
  ])('asks for %s, seen as number %p, before the CPU', (type, visibleIndex, provider) => {
    const device = new WorkerDevice({ type, index: 3, threads: 1 }, 0, visibleIndex);
    expect(device.sessionOptions().executionProviders).toEqual([provider, 'cpu']);
  });

  it('binds all threads but the one that calls, whose CPUs onnxruntime counts from 1', () => {
    const session = (threads: number, cpus?: number[]) =>
      new WorkerDevice({ type: 'cpu', index: 0, threads, cpus }, 0).sessionOptions().extra.session;
    expect(session(3, [2, 3, 5])).toMatchObject({ intra_op_thread_affinities: '3,4,6;3,4,6' });
    expect(session(1, [2])).not.toHaveProperty('intra_op_thread_affinities');
    expect(session(3)).not.toHaveProperty('intra_op_thread_affinities');
  });
});
