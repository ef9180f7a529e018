import { describe, expect, it } from '@jest/globals';
import { aSystem } from '../../testing/a-machine.js';
import { probeMachine } from './probe-machine.js';
import { probeProvider } from './provider.js';
import type { ProgramResult, System } from './system.js';

const ok = (stdout = ''): ProgramResult => ({ stdout, stderr: '', code: 0 });
const LINUX = '/ort/bin/napi-v6/linux/x64';
const CUDA_FILES = {
  '/dev/nvidiactl': '',
  [`${LINUX}/libonnxruntime_providers_shared.so`]: '',
  [`${LINUX}/libonnxruntime_providers_cuda.so`]: '',
};

/** Notes every process that it is asked to start. */
function watched(files: Record<string, string>, differs: Partial<System> = {}) {
  const started: string[] = [];
  const system = aSystem(files, {
    run: (program) => {
      started.push(program);
      return ok('0, GPU-1, NVIDIA L4, 23034, [N/A]\n');
    },
    tryProvider: (provider) => {
      started.push(provider);
      return ok();
    },
    ...differs,
  });
  return { started, system };
}

describe('a look at the machine', () => {
  it('starts no process where there is no hint of a GPU, or nobody means one', () => {
    const plain = watched({});
    expect(probeMachine([{ pool: 'a' }, { pool: 'b', accelerator: 'cuda' }], plain.system).nvidia).toEqual(
      [],
    );
    const withGpu = watched(CUDA_FILES);
    probeMachine(
      [
        { pool: 'a', accelerator: 'cpu' },
        { pool: 'b', devices: ['cpu'] },
      ],
      withGpu.system,
    );
    probeMachine([{ pool: 'a', isolation: 'inline' }], withGpu.system);
    const byEnv = watched(CUDA_FILES, { env: { LITSERVE_ACCELERATOR: 'cpu' } });
    probeMachine([{ pool: 'a' }], byEnv.system);
    const onWindows = watched(CUDA_FILES, { platform: 'win32' });
    probeMachine([{ pool: 'a' }], onWindows.system);
    expect([plain, withGpu, byEnv, onWindows].flatMap(({ started }) => started)).toEqual([]);
  });

  it('finds the GPUs and tries what is meant, once', () => {
    const { started, system } = watched(CUDA_FILES);
    expect(probeMachine([{ pool: 'a' }, { pool: 'b' }], system)).toMatchObject({
      nvidia: [{ uuid: 'GPU-1' }],
      providers: { cuda: { state: 'usable' } },
    });
    expect(started).toEqual(['nvidia-smi', 'cuda']);
  });

  it('tries nothing on GPUs that are hidden', () => {
    const { started, system } = watched(CUDA_FILES, { env: { CUDA_VISIBLE_DEVICES: '-1' } });
    expect(probeMachine([{ pool: 'a' }], system)).toMatchObject({ visible: '-1', providers: {} });
    expect(started).toEqual(['nvidia-smi']);
  });
});

describe('a provider of onnxruntime', () => {
  it.each(['cuda', 'tensorrt'] as const)('%s needs libraries that an install script brings', (type) => {
    const { started, system } = watched({ [`${LINUX}/libonnxruntime.so.1`]: '' });
    expect(probeProvider(type, system)).toMatchObject({
      state: 'missing',
      why: `onnxruntime-node is installed without libonnxruntime_providers_shared.so and libonnxruntime_providers_${type}.so`,
      cure: expect.stringContaining("run 'npm rebuild onnxruntime-node --ignore-scripts=false'"),
    });
    expect(started).toEqual([]);
  });

  it.each([
    ['dml', 'win32', 'x64', ['/ort/bin/napi-v6/win32/x64/DirectML.dll']],
    ['coreml', 'darwin', 'arm64', []],
    ['webgpu', 'linux', 'x64', []],
  ] as const)('%s is tried on %s', (type, platform, arch, files) => {
    const { started, system } = watched(Object.fromEntries(files.map((file) => [file, ''])), {
      platform,
      arch,
    });
    expect(probeProvider(type, system)).toEqual({ state: 'usable' });
    expect(started).toEqual([type]);
  });

  it.each([
    ['dml', 'linux', 'x64', 'no dml for linux-x64'],
    ['coreml', 'darwin', 'x64', 'no coreml for darwin-x64'],
    ['cuda', 'linux', 'arm64', 'no cuda for linux-arm64'],
    ['dml', 'win32', 'arm64', 'without DirectML.dll'],
  ] as const)('%s is not there on %s-%s', (type, platform, arch, why) => {
    expect(probeProvider(type, aSystem({}, { platform, arch }))).toMatchObject({
      state: 'missing',
      why: expect.stringContaining(why),
    });
  });

  it.each<[Partial<ProgramResult>, string]>([
    [
      { code: 1, stderr: 'noise\nCUDA failure 35: driver is too old\n' },
      'fails: CUDA failure 35: driver is too old',
    ],
    [{ code: 1 }, 'fails: it says nothing'],
    [{ reason: 'SIGSEGV' }, 'crashes with SIGSEGV'],
    [{ reason: 'ETIMEDOUT' }, 'does not answer within 60000 ms'],
  ])('is unusable when its session ends as %j', (result, how) => {
    const { system } = watched(CUDA_FILES, {
      tryProvider: () => ({ stdout: '', stderr: '', code: undefined, ...result }),
    });
    expect(probeProvider('cuda', system)).toMatchObject({
      state: 'missing',
      why: expect.stringContaining(how),
    });
  });

  it('is nothing to us where onnxruntime-node is not installed', () => {
    expect(probeProvider('cuda', aSystem({}, { onnxruntime: undefined }))).toEqual({ state: 'unknown' });
  });
});
