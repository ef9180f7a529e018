import { afterEach, describe, expect, it } from '@jest/globals';
import { rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { aDoctorSystem, aFolder } from '../testing/a-doctor-system.js';
import { doctor } from './doctor.js';
import type { DoctorSystem } from './doctor-system.js';
import type { Finding } from './finding.js';

const folders: string[] = [];
const folderOf = (files: Readonly<Record<string, string>>): string => {
  const folder = aFolder(files);
  folders.push(folder);
  return folder;
};
afterEach(() => folders.splice(0).forEach((folder) => rmSync(folder, { recursive: true })));

const findings = (check: string, differs: Partial<DoctorSystem> = {}, models: string[] = []): Finding[] =>
  doctor(aDoctorSystem(differs), models).filter((one) => one.check === check);
const manifest = (version: string): string => JSON.stringify({ name: 'x', version });
const PEERS = ['@nestjs/core', '@nestjs/common', 'rxjs', 'reflect-metadata'];
const modules = (versions: readonly string[]): Record<string, string> =>
  Object.fromEntries(
    PEERS.map((name, index) => [`node_modules/${name}/package.json`, manifest(versions[index] ?? '')]),
  );

describe('the doctor', () => {
  it('finds nothing wrong here, and gives every finding but the good ones a cure', () => {
    const all = doctor(aDoctorSystem(), []);
    expect(all.filter(({ level }) => level === 'error')).toEqual([]);
    expect(all.filter(({ level, cure }) => level !== 'ok' && cure === undefined)).toEqual([]);
    expect(all.map(({ check }) => check)).toEqual(
      expect.arrayContaining([
        'node',
        'packages',
        'install scripts',
        'onnxruntime',
        'gpu',
        'webgpu',
        'plan',
        'cpu',
      ]),
    );
  });

  it('knows which Node is needed', () => {
    expect(findings('node', { nodeVersion: '18.20.0' })).toMatchObject([
      { level: 'error', message: expect.stringContaining('Node 18.20.0 on linux-x64, needed is >=20.19') },
    ]);
  });
});

describe('packages', () => {
  it('that are missing or of another version are errors, and a second copy is', () => {
    const folder = folderOf({ 'node_modules/@nestjs/core/package.json': manifest('11.1.0') });
    const messages = findings('packages', { folder }).map(({ message }) => message);
    expect(messages).toEqual([
      expect.stringContaining('@nestjs/common is not installed in'),
      '@nestjs/core is 11.1.0, needed is ^11.2.0 || ^12.0.0',
      expect.stringContaining('reflect-metadata is not installed'),
      expect.stringContaining('rxjs is not installed'),
      expect.stringContaining(`two copies of @nestjs/core: the app has ${folder}`),
    ]);
  });

  it('are one copy when a link leads to it', () => {
    const folder = folderOf({});
    symlinkSync(join(import.meta.dirname, '../../../../node_modules'), join(folder, 'node_modules'));
    expect(findings('packages', { folder })).toMatchObject([{ level: 'ok' }]);
  });

  it('that others have for themselves are a warning, but for tools', () => {
    const nested = { 'node_modules/b/node_modules/@nestjs/core/package.json': manifest('12.0.0') };
    const tool = { 'node_modules/@a/b/node_modules/rxjs/package.json': manifest('7.8.1') };
    const own = { name: 'nestjs-litserve', version: '1.0.0', peerDependencies: { rxjs: '^7.2.0' } };
    const folder = folderOf({
      ...modules(['12.1.0', '12.1.0', '7.8.2', '0.2.2']),
      'node_modules/nestjs-litserve/package.json': JSON.stringify(own),
      ...nested,
      ...tool,
    });
    const { fileBytes } = aDoctorSystem();
    const found = findings('packages', {
      folder,
      ownFolder: join(folder, 'node_modules/nestjs-litserve/dist'),
      exists: (path) => fileBytes(path) !== undefined,
    });
    expect(found).toMatchObject([{ level: 'warn', message: 'more copies of @nestjs/core: in b' }]);
  });
});

describe('install scripts', () => {
  const inFolder = (files: Record<string, string>, differs: Partial<DoctorSystem> = {}): Finding[] => {
    const folder = folderOf(files);
    const { fileBytes } = aDoctorSystem();
    return findings('install scripts', {
      folder,
      home: folder,
      exists: (path) => path.startsWith(folder) && fileBytes(path) !== undefined,
      ...differs,
    });
  };

  it.each<[Record<string, string>, string]>([
    [{ '.npmrc': 'ignore-scripts=true\n' }, 'says ignore-scripts=true'],
    [{ 'yarn.lock': '', '.yarnrc.yml': 'enableScripts: false\n' }, '.yarnrc.yml says enableScripts: false'],
    [{ 'pnpm-lock.yaml': '' }, 'pnpm runs those it is told to'],
    [{ 'bun.lock': '' }, 'bun runs those of trustedDependencies'],
    [
      { 'pnpm-lock.yaml': '', 'pnpm-workspace.yaml': 'onlyBuiltDependencies: [onnxruntime-node]' },
      'they run',
    ],
    [{ 'bun.lock': '', 'package.json': '{"trustedDependencies":["onnxruntime-node"]}' }, 'they run'],
    [{ 'package-lock.json': '{}' }, 'they run'],
  ])('%j', (files, message) =>
    expect(inFolder(files)).toMatchObject([{ level: 'ok', message: expect.stringContaining(message) }]),
  );

  it('that did not run are a warning where there is a GPU', () => {
    const onnxruntime = folderOf({ 'bin/napi-v6/linux/x64/libonnxruntime.so.1': '' });
    const found = inFolder({}, { onnxruntime, exists: (path) => path === '/dev/nvidiactl' });
    expect(found).toMatchObject([
      {
        level: 'warn',
        message: expect.stringContaining('libonnxruntime_providers_cuda.so'),
        cure: expect.stringContaining('npm rebuild onnxruntime-node --ignore-scripts=false'),
      },
    ]);
  });
});

describe('devices', () => {
  const gpu: Partial<DoctorSystem> = {
    exists: (path) => path === '/dev/nvidiactl',
    run: () => ({ stdout: '0, GPU-1, NVIDIA L4, 23034, [N/A]\n', stderr: '', code: 0 }),
  };

  it('are listed, with what the environment leaves of them', () => {
    expect(findings('gpu', gpu)).toMatchObject([{ message: '0: NVIDIA L4, 23034 MiB (GPU-1)' }]);
    expect(findings('gpu', { ...gpu, env: { CUDA_VISIBLE_DEVICES: '0' } })[1]).toMatchObject({
      message: 'CUDA_VISIBLE_DEVICES=0 leaves GPU-1',
    });
    expect(findings('gpu', { ...gpu, env: { CUDA_VISIBLE_DEVICES: '-1' } })[1]).toMatchObject({
      level: 'warn',
    });
  });

  it('without their libraries are a warning, and where an app asks for them an error', () => {
    const onnxruntime = folderOf({ 'bin/napi-v6/linux/x64/libonnxruntime.so.1': '' });
    expect(findings('cuda', { ...gpu, onnxruntime })).toMatchObject([{ level: 'warn' }]);
    expect(findings('plan', { ...gpu, onnxruntime })).toMatchObject([{ level: 'ok' }, { level: 'warn' }]);
    const env = { LITSERVE_ACCELERATOR: 'cuda' };
    expect(findings('plan', { ...gpu, onnxruntime, env })).toMatchObject([{ level: 'error' }]);
  });
});

describe('limits', () => {
  const withFiles = (files: Record<string, string>): Partial<DoctorSystem> => ({
    readText: readTextOf(files),
  });
  const readTextOf =
    (files: Record<string, string>) =>
    (path: string): string | undefined =>
      files[path] ??
      (path.startsWith('/proc') || path.startsWith('/sys') ? undefined : aDoctorSystem().readText(path));

  it('of a control group are told, and small ones are warnings', () => {
    const small = withFiles({
      '/proc/self/cgroup': '0::/\n',
      '/sys/fs/cgroup/cpu.max': '150000 100000\n',
      '/sys/fs/cgroup/memory.max': `${256 * 1024 * 1024}\n`,
      '/proc/self/limits': 'Max open files            1024                 524288               files\n',
    });
    expect(findings('cpu', small)).toMatchObject([
      {
        level: 'warn',
        message:
          '8 CPUs, CPU time for 1.5 by the control group; workers × threads on the CPU: 1 × 1, 2 × 1, 4 × 1',
      },
    ]);
    expect(findings('memory', small)).toMatchObject([
      { level: 'warn', message: expect.stringContaining('256 MiB, by the control group') },
    ]);
    expect(findings('files', small)).toMatchObject([
      { level: 'warn', message: '1024 open files per process' },
    ]);
  });

  it('may be none', () => {
    expect(findings('cpu', withFiles({}))).toMatchObject([
      { level: 'ok', message: expect.stringMatching(/^8 CPUs;/) },
    ]);
  });
});

describe('models', () => {
  const model = join(import.meta.dirname, '../../../../apps/quickstart/tinylm/model_fp16w.onnx');

  it('are described, and loaded elsewhere', () => {
    const [described, batching, loads] = findings('model', {}, [model]);
    expect(described?.message).toMatch(
      /1\.6 MiB, takes input_ids int64\[batch, sequence\].*gives logits float32/,
    );
    expect(batching).toMatchObject({ level: 'ok', message: expect.stringContaining('can be batched') });
    expect(loads).toMatchObject({ level: 'ok' });
  });

  it('that are not there, are no models, or do not load are errors', () => {
    const folder = folderOf({ 'text.onnx': 'some text' });
    const tryProvider: DoctorSystem['tryProvider'] = (_, __, path) => ({
      stdout: '',
      stderr: path === undefined ? '' : 'noise\nno such operator: Abacus\n',
      code: path === undefined ? 0 : 1,
    });
    const found = findings('model', { folder, tryProvider }, ['absent.onnx', 'text.onnx', model]);
    expect(found.filter(({ level }) => level === 'error').map(({ message }) => message)).toEqual([
      `there is no file at ${join(folder, 'absent.onnx')}`,
      expect.stringContaining('is no ONNX model'),
      expect.stringContaining('it does not load: no such operator: Abacus'),
    ]);
  });
});
