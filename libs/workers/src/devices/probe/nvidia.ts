import type { NvidiaDevice } from '../machine.js';
import type { System } from './system.js';

const TIMEOUT_MS = 15_000;
const PROC = '/proc/driver/nvidia/gpus';
const QUERY = 'index,uuid,name,memory.total,mig.mode.current';

/** Where a Linux within Windows sees the driver. */
const WSL_SMI = '/usr/lib/wsl/lib/nvidia-smi';

/** Whether there may be a GPU of NVIDIA: a look at the file system is all that a machine without one pays at boot. */
export function hasNvidiaHint({ platform, env, exists }: System): boolean {
  if (platform === 'linux') return ['/proc/driver/nvidia/version', '/dev/nvidiactl', WSL_SMI].some(exists);
  return platform === 'win32' && exists(`${env['SystemRoot'] ?? 'C:\\Windows'}\\System32\\nvidia-smi.exe`);
}

/** The GPUs of NVIDIA and their slices, by the number of the GPU; asks `nvidia-smi`, else the driver's files. */
export function findNvidia(system: System): readonly NvidiaDevice[] {
  const query = smi(system, [`--query-gpu=${QUERY}`, '--format=csv,noheader,nounits']);
  if (query === undefined) return readDriverFiles(system);
  const gpus = parseGpus(query);
  if (!gpus.some(({ isSliced }) => isSliced)) return gpus.map(({ device }) => device);
  return withSlices(gpus, smi(system, ['-L']) ?? '');
}

/** As text, or `undefined` when it is not there or fails. */
function smi(system: System, args: readonly string[]): string | undefined {
  const places = system.platform === 'linux' ? ['nvidia-smi', WSL_SMI] : ['nvidia-smi'];
  for (const place of places) {
    const { code, stdout } = system.run(place, args, TIMEOUT_MS);
    if (code === 0) return stdout;
  }
  return undefined;
}

interface Gpu {
  readonly device: NvidiaDevice;
  /** In MIG mode: then it can only be used by its slices. */
  readonly isSliced: boolean;
}

/** Reads the table of `nvidia-smi --query-gpu`. */
function parseGpus(table: string): readonly Gpu[] {
  return table.split('\n').flatMap((line): Gpu[] => {
    const [index, uuid, ...rest] = line.split(',').map((cell) => cell.trim());
    const mode = rest.pop();
    const memory = Number(rest.pop());
    if (!/^\d+$/.test(index ?? '') || !uuid?.startsWith('GPU-')) return [];
    const memoryMiB = Number.isFinite(memory) ? memory : undefined;
    const device = { gpu: Number(index), uuid, name: rest.join(', '), memoryMiB };
    return [{ device, isSliced: mode === 'Enabled' }];
  });
}

/** Puts the slices, which only `nvidia-smi -L` lists, in the place of their GPUs. */
function withSlices(gpus: readonly Gpu[], list: string): readonly NvidiaDevice[] {
  const slices: NvidiaDevice[] = [];
  let gpu = -1;
  for (const line of list.split('\n')) {
    gpu = Number(/^GPU (\d+):/.exec(line)?.[1] ?? gpu);
    const [, profile, uuid] = /^\s+MIG\s+(\S+)\s+Device\s+\d+:\s+\(UUID:\s*(MIG-[^)\s]+)\)/.exec(line) ?? [];
    if (profile === undefined || uuid === undefined) continue;
    const whole = gpus.find(({ device }) => device.gpu === gpu)?.device.name ?? 'GPU';
    slices.push({ gpu, uuid, name: `${whole} MIG ${profile}` });
  }
  return gpus.flatMap(({ device, isSliced }) =>
    isSliced ? slices.filter((slice) => slice.gpu === device.gpu) : [device],
  );
}

/** What the driver says of itself; it numbers GPUs by their place on the bus, as `nvidia-smi` does. */
function readDriverFiles({ list, readText }: System): readonly NvidiaDevice[] {
  return list(PROC)
    .toSorted()
    .flatMap((place, gpu): NvidiaDevice[] => {
      const text = readText(`${PROC}/${place}/information`) ?? '';
      const uuid = /^GPU UUID:\s*(GPU-\S+)/m.exec(text)?.[1];
      const name = /^Model:\s*(.+)$/m.exec(text)?.[1]?.trim() ?? 'NVIDIA GPU';
      return uuid === undefined ? [] : [{ gpu, uuid, name }];
    });
}
