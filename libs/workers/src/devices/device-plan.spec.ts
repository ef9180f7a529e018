import { describe, expect, it } from '@jest/globals';
import { aGpu, aGpuMachine, aMachine } from '../testing/a-machine.js';
import { planDevices } from './device-plan.js';
import type { DeviceRequest } from './device-request.js';
import type { Machine } from './machine.js';

const plan = (
  request: Partial<DeviceRequest>,
  machine: Machine = aMachine(),
  env: NodeJS.ProcessEnv = {},
): NonNullable<ReturnType<typeof planDevices>[0]> & { names: string[] } => {
  const [pool] = planDevices(machine, [{ pool: 'p', ...request }], env);
  if (!pool) throw new Error('no plan');
  return { ...pool, names: pool.workers.map(({ type, index }) => `${type}:${index}`) };
};

describe('planDevices on the CPU', () => {
  it('puts one worker there when nothing is said and nothing else is there', () => {
    expect(plan({})).toMatchObject({
      workers: [{ type: 'cpu', index: 0, threads: 7 }],
      summary: '1 worker on cpu, 7 threads each of 8 CPUs',
      warnings: [],
    });
  });

  it('shares the CPUs among the CPU workers of all pools, one left to HTTP', () => {
    const pools = planDevices(aMachine(), [{ pool: 'a', workersPerDevice: 2 }, { pool: 'b' }]);
    expect(pools.flatMap(({ workers }) => workers.map(({ threads }) => threads))).toEqual([2, 2, 2]);
  });

  it('never goes below one thread', () => {
    const machine = aMachine({ cpus: { count: 2 } });
    expect(plan({ workersPerDevice: 4 }, machine).workers[3]?.threads).toBe(1);
  });

  it('plans for the most workers of a pool that grows', () => {
    expect(plan({ workersPerDevice: { max: 3 } }).workers.map(({ threads }) => threads)).toEqual([2, 2, 2]);
  });

  it('does not plan with CPU time that the control group takes away', () => {
    const machine = aMachine({ cpus: { count: 64, quota: 4.5 } });
    expect(plan({ workersPerDevice: 2 }, machine)).toMatchObject({
      workers: [{ threads: 1 }, { threads: 1 }],
      summary: '2 workers on cpu, 1 thread each of 4.5 CPUs',
    });
  });

  it('takes inline workers for part of the HTTP process, which needs no CPU beside them', () => {
    expect(plan({ isolation: 'inline', workersPerDevice: 3 }).workers.map(({ threads }) => threads)).toEqual([
      8, 8, 8,
    ]);
    const both = planDevices(aMachine(), [{ pool: 'a', isolation: 'inline' }, { pool: 'b' }]);
    expect(both.map(({ workers }) => workers[0]?.threads)).toEqual([4, 4]);
  });

  it('honours an explicit number of threads', () => {
    expect(plan({ threads: 3, workersPerDevice: 2 }).workers.map(({ threads }) => threads)).toEqual([3, 3]);
  });

  it('says that the CPU is one device', () => {
    expect(() => plan({ accelerator: 'cpu', devices: 2 })).toThrow(
      /pool "p": devices asks for 2, there is 1 of cpu: more workers on it are workersPerDevice/,
    );
    expect(() => plan({ devices: ['cpu:1'] })).toThrow(/devices names cpu:1, there is cpu:0/);
  });
});

describe('planDevices with GPUs', () => {
  it('takes all of them by itself', () => {
    expect(plan({ workersPerDevice: 2 }, aGpuMachine(2))).toMatchObject({
      names: ['cuda:0', 'cuda:0', 'cuda:1', 'cuda:1'],
      workers: [{ uuid: aGpu(0).uuid, threads: 1 }, {}, { uuid: aGpu(1).uuid }, {}],
      summary:
        `2 workers on cuda:0 (NVIDIA L4, ${aGpu(0).uuid}), 1 thread each; ` +
        `2 workers on cuda:1 (NVIDIA L4, ${aGpu(1).uuid}), 1 thread each`,
    });
  });

  it.each<[DeviceRequest['devices'], string[]]>([
    [1, ['cuda:0']],
    [
      [2, 0],
      ['cuda:2', 'cuda:0'],
    ],
    [
      ['cuda:1', 'cpu'],
      ['cuda:1', 'cpu:0'],
    ],
    [[aGpu(2).uuid], ['cuda:2']],
    [['gpu-1'], ['cuda:1']],
  ])('finds %j', (devices, names) => expect(plan({ devices }, aGpuMachine(3)).names).toEqual(names));

  it('stays on the CPU inline, unless somebody says something else', () => {
    expect(plan({ isolation: 'inline' }, aGpuMachine(1)).names).toEqual(['cpu:0']);
    expect(plan({ isolation: 'inline', devices: 1 }, aGpuMachine(1)).names).toEqual(['cuda:0']);
    expect(plan({ isolation: 'inline' }, aGpuMachine(1), { LITSERVE_ACCELERATOR: 'cuda' }).names).toEqual([
      'cuda:0',
    ]);
  });

  it('leaves the budget of the CPU to those who compute there', () => {
    const pools = planDevices(aGpuMachine(1), [{ pool: 'a' }, { pool: 'b', accelerator: 'cpu' }]);
    expect(pools.map(({ workers }) => workers[0]?.threads)).toEqual([1, 7]);
  });

  it('counts as CUDA does, by what CUDA_VISIBLE_DEVICES leaves', () => {
    const visible = aGpuMachine(4, { visible: '3,1' });
    expect(plan({}, visible).workers.map(({ uuid }) => uuid)).toEqual([aGpu(3).uuid, aGpu(1).uuid]);
    expect(plan({ devices: ['cuda:1'] }, visible).workers[0]?.uuid).toBe(aGpu(1).uuid);
    expect(() => plan({ devices: ['cuda:2'] }, visible)).toThrow(
      /names cuda:2, there is by CUDA_VISIBLE_DEVICES=3,1 cuda:0 \(GPU-3.*\), cuda:1 \(GPU-1/,
    );
    expect(() => plan({ devices: [aGpu(0).uuid] }, visible)).toThrow(/names GPU-0/);
  });

  it('understands "gpu" and "mps"', () => {
    expect(plan({ accelerator: 'gpu' }, aGpuMachine(1)).names).toEqual(['cuda:0']);
    const mac = aMachine({ platform: 'darwin', arch: 'arm64', providers: { coreml: { state: 'usable' } } });
    expect(plan({ accelerator: 'mps' }, mac).names).toEqual(['coreml:0']);
    expect(plan({ accelerator: 'gpu' }, mac).names).toEqual(['coreml:0']);
    const windows = aMachine({ platform: 'win32', providers: { dml: { state: 'usable' } } });
    expect(plan({ accelerator: 'gpu', devices: [1] }, windows).names).toEqual(['dml:1']);
    expect(plan({}, windows).names).toEqual(['cpu:0']);
  });
});

describe('planDevices without what was asked for', () => {
  const missing = aGpuMachine(1, {
    providers: { cuda: { state: 'missing', why: 'the libraries are not there', cure: 'install them' } },
  });

  it('goes to the CPU with a warning when nobody asked', () => {
    const { names, warnings } = plan({}, missing);
    expect(names).toEqual(['cpu:0']);
    expect(warnings).toEqual([
      'pool "p": runs on the CPU, because the libraries are not there: install them',
    ]);
  });

  it('refuses when somebody did, and takes the CPU when that is allowed', () => {
    expect(() => plan({ accelerator: 'cuda' }, missing)).toThrow(
      /pool "p": the libraries are not there: install them; or take fallback: 'cpu'/,
    );
    expect(() => plan({ fallback: 'error' }, missing)).toThrow(/the libraries are not there/);
    const { names, warnings } = plan({ accelerator: 'cuda', fallback: 'cpu', workersPerDevice: 2 }, missing);
    expect(names).toEqual(['cpu:0', 'cpu:0']);
    expect(warnings).toHaveLength(1);
  });

  it.each<[Partial<DeviceRequest>, Machine, RegExp]>([
    [{ accelerator: 'cuda' }, aMachine(), /needs an NVIDIA GPU, and none is seen: install the driver/],
    [{ devices: [0] }, aMachine(), /needs an NVIDIA GPU/],
    [{ accelerator: 'cuda' }, aGpuMachine(1, { visible: '-1' }), /CUDA_VISIBLE_DEVICES is "-1", which hides/],
    [{ devices: ['cuda:0'] }, aGpuMachine(1, { visible: '' }), /CUDA_VISIBLE_DEVICES is "", which hides/],
    [{ devices: 3 }, aGpuMachine(2), /devices asks for 3, there are 2 of cuda/],
    [{ accelerator: 'tensorrt', devices: ['cuda:0'] }, aGpuMachine(1), /accelerator is tensorrt: drop one/],
    [{ accelerator: 'coreml' }, aMachine(), /coreml on darwin-arm64, this is linux-x64/],
    [{ accelerator: 'dml' }, aMachine(), /dml on win32-x64, win32-arm64, this is/],
    [{ accelerator: 'cuda' }, aGpuMachine(1, { platform: 'win32' }), /cuda on linux-x64, this is win32-x64/],
  ])('%j is refused with a cure', (request, machine, message) => {
    expect(() => plan(request, machine)).toThrow(message);
  });

  it('tells everything at once', () => {
    const requests = [
      { pool: 'a', accelerator: 'coreml' as const },
      { pool: 'b', cpuAffinity: ['0-9'] },
    ];
    expect(() => planDevices(aMachine(), requests, { LITSERVE_ACCELERATOR: 'abacus' })).toThrow(
      /3 problem\(s\)[^]*pool "a"[^]*LITSERVE_ACCELERATOR must be one of[^]*pool "b": cpuAffinity names "0-9"/,
    );
  });

  it('believes whoever does not use onnxruntime-node', () => {
    const machine = aGpuMachine(1, { arch: 'arm64', providers: { cuda: { state: 'unknown' } } });
    expect(plan({}, machine).names).toEqual(['cuda:0']);
  });
});

describe('planDevices and the environment', () => {
  it.each<[NodeJS.ProcessEnv, string[]]>([
    [{ LITSERVE_ACCELERATOR: 'cpu' }, ['cpu:0']],
    [{ LITSERVE_ACCELERATOR: 'TensorRT' }, ['tensorrt:0', 'tensorrt:1', 'tensorrt:2']],
    [{ LITSERVE_DEVICES: '2' }, ['cuda:0', 'cuda:1']],
    [{ LITSERVE_DEVICES: '2,0' }, ['cuda:2', 'cuda:0']],
    [{ LITSERVE_DEVICES: 'cuda:1, cpu' }, ['cuda:1', 'cpu:0']],
    [{ LITSERVE_DEVICES: 'GPU-2', LITSERVE_ACCELERATOR: 'auto' }, ['cuda:2']],
  ])('%j', (env, names) => expect(plan({}, aGpuMachine(3), env).names).toEqual(names));

  it('gives way to what code says', () => {
    const env = { LITSERVE_ACCELERATOR: 'cuda', LITSERVE_DEVICES: '1' };
    expect(plan({ accelerator: 'cpu' }, aGpuMachine(3), env).names).toEqual(['cpu:0']);
    expect(plan({ devices: ['cpu'] }, aGpuMachine(3), env).names).toEqual(['cpu:0']);
    expect(plan({ devices: [2] }, aGpuMachine(3), env).names).toEqual(['cuda:2']);
    expect(plan({ accelerator: 'tensorrt' }, aGpuMachine(3), env).names).toEqual(['tensorrt:0']);
  });

  it('is named in an error, and refused when it cannot be read', () => {
    expect(() => plan({}, aMachine(), { LITSERVE_ACCELERATOR: 'cuda' })).toThrow(
      /it was asked for by LITSERVE_ACCELERATOR: change that, or take/,
    );
    expect(() => plan({}, aMachine(), { LITSERVE_DEVICES: '1;2' })).toThrow(/LITSERVE_DEVICES must be/);
  });
});

describe('planDevices and affinity', () => {
  it('gives each worker CPUs of its own, from the end', () => {
    expect(plan({ cpuAffinity: 'auto', workersPerDevice: 2 })).toMatchObject({
      workers: [
        { threads: 3, cpus: [5, 6, 7] },
        { threads: 3, cpus: [2, 3, 4] },
      ],
      summary:
        '1 worker on cpu, 3 threads each of 8 CPUs, bound to CPU 5-7; ' +
        '1 worker on cpu, 3 threads each of 8 CPUs, bound to CPU 2-4',
    });
  });

  it('binds nobody where there are more threads than CPUs, or one, which is the one that calls', () => {
    for (const threads of [9, 1]) {
      expect(plan({ cpuAffinity: 'auto', threads }).workers[0]?.cpus).toBeUndefined();
    }
  });

  it('takes lists, a thread for each CPU, and keeps others off them', () => {
    const pools = planDevices(aMachine(), [
      { pool: 'a', cpuAffinity: 'auto', threads: 2 },
      { pool: 'b', cpuAffinity: ['6-7', '4'], workersPerDevice: 2 },
    ]);
    expect(pools.map(({ workers }) => workers)).toMatchObject([
      [{ cpus: [3, 5] }],
      [{ threads: 2, cpus: [6, 7] }, { threads: 1 }],
    ]);
  });

  it.each<[Partial<DeviceRequest>, Machine, RegExp]>([
    [{ cpuAffinity: ['0'], workersPerDevice: 2 }, aMachine(), /has 1 lists, the pool has 2 workers/],
    [{ cpuAffinity: ['8'] }, aMachine(), /names "8", this process may use 0-7/],
    [{ cpuAffinity: ['0'] }, aMachine({ cpus: { count: 8 } }), /which this system cannot bind/],
  ])('refuses %j', (request, machine, message) => expect(() => plan(request, machine)).toThrow(message));
});
