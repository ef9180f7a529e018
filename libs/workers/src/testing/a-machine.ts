import type { Machine, NvidiaDevice } from '../devices/machine.js';
import type { System } from '../devices/probe/system.js';

/** A Linux with eight CPUs and no GPU, unless said otherwise. */
export function aMachine(differs: Partial<Machine> = {}): Machine {
  return {
    platform: 'linux',
    arch: 'x64',
    cpus: { count: 8, numbers: [0, 1, 2, 3, 4, 5, 6, 7] },
    nvidia: [],
    providers: {},
    ...differs,
  };
}

export const aGpu = (gpu: number): NvidiaDevice => ({ gpu, uuid: `GPU-${gpu}0000000-a`, name: 'NVIDIA L4' });

/** The same with GPUs that can be used. */
export const aGpuMachine = (gpus: number, differs: Partial<Machine> = {}): Machine =>
  aMachine({
    nvidia: Array.from({ length: gpus }, (_, gpu) => aGpu(gpu)),
    providers: { cuda: { state: 'usable' }, tensorrt: { state: 'usable' } },
    ...differs,
  });

/** A system that has these files and runs nothing, unless said otherwise. */
export function aSystem(files: Readonly<Record<string, string>> = {}, differs: Partial<System> = {}): System {
  const failing = { stdout: '', stderr: '', code: undefined, reason: 'ENOENT' };
  return {
    platform: 'linux',
    arch: 'x64',
    env: {},
    cpus: 8,
    readText: (path) => files[path],
    list: (folder) => [
      ...new Set(
        Object.keys(files)
          .filter((path) => path.startsWith(`${folder}/`))
          .map((path) => path.slice(folder.length + 1).split('/')[0] ?? ''),
      ),
    ],
    exists: (path) => Object.hasOwn(files, path),
    run: () => failing,
    onnxruntime: '/ort',
    tryProvider: () => failing,
    ...differs,
  };
}
