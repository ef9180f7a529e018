import type { DeviceAssignment } from '#wire';
import { cpuListText } from './cpu-list.js';
import { deviceName } from './device-name.js';
import { effectiveCpus, type Machine } from './machine.js';

/**
 * Where the workers of a pool run, for a person.
 *
 * @example '2 workers on cuda:0 (NVIDIA L4), 1 thread each'
 * @example '3 workers on cpu, 2 threads each of 7.5 CPUs'
 */
export function describeWorkers(workers: readonly DeviceAssignment[], machine: Machine): string {
  const groups = new Map<string, number>();
  for (const worker of workers) {
    const where = `on ${deviceName(worker)}${gpuName(worker, machine)}, ${compute(worker, machine)}`;
    groups.set(where, (groups.get(where) ?? 0) + 1);
  }
  return [...groups]
    .map(([where, count]) => `${count} ${count === 1 ? 'worker' : 'workers'} ${where}`)
    .join('; ');
}

function gpuName({ uuid }: DeviceAssignment, { nvidia }: Machine): string {
  const gpu = nvidia.find((one) => one.uuid === uuid);
  return gpu ? ` (${gpu.name}, ${gpu.uuid})` : '';
}

function compute({ type, threads, cpus }: DeviceAssignment, machine: Machine): string {
  const each = `${threads} ${threads === 1 ? 'thread' : 'threads'} each`;
  if (type !== 'cpu') return each;
  const all = Number(effectiveCpus(machine.cpus).toFixed(2));
  return `${each} of ${all} ${all === 1 ? 'CPU' : 'CPUs'}${cpus ? `, bound to CPU ${cpuListText(cpus)}` : ''}`;
}
