import { parseCpuList } from '../cpu-list.js';
import type { CpuBudget } from '../machine.js';
import { cpuQuota } from './cgroup.js';
import type { System } from './system.js';

/** The CPUs of this process: which it may run on, and how much of their time its control group leaves it. */
export function cpuBudget(system: System): CpuBudget {
  return { count: system.cpus, numbers: cpuNumbers(system), quota: cpuQuota(system) };
}

function cpuNumbers({ platform, cpus, readText }: System): readonly number[] | undefined {
  // onnxruntime binds threads on these two only; Windows does not tell which ones a process may use.
  if (platform === 'win32') return Array.from({ length: cpus }, (_, cpu) => cpu);
  if (platform !== 'linux') return undefined;
  const line = /^Cpus_allowed_list:\s*(\S+)$/m.exec(readText('/proc/self/status') ?? '');
  return parseCpuList(line?.[1] ?? '');
}
