import { cpuListText, parseCpuList } from './cpu-list.js';
import type { ChosenDevice } from './choose-devices.js';
import type { DeviceRequest } from './device-request.js';
import { effectiveCpus, type CpuBudget } from './machine.js';

/** A pool whose devices are chosen: one entry per worker. */
export interface PoolWorkers {
  readonly request: DeviceRequest;
  readonly workers: readonly ChosenDevice[];
}

/** What a worker may compute with. */
export interface ComputeShare {
  readonly threads: number;
  readonly cpus?: readonly number[] | undefined;
}

/**
 * How many threads each CPU worker of the app gets. One CPU stays with the HTTP process. Inline workers are in that
 * process and block it while they compute, one at a time, so it and they are together as one worker.
 */
export function threadBudget(pools: readonly PoolWorkers[], cpus: CpuBudget): number {
  const onCpu = pools.map(({ request, workers }) => ({
    isInline: request.isolation === 'inline',
    count: workers.filter(({ type }) => type === 'cpu').length,
  }));
  const processes = onCpu.reduce((sum, { isInline, count }) => sum + (isInline ? 0 : count), 0);
  const isHttpComputing = onCpu.some(({ isInline, count }) => isInline && count > 0);
  const workers = processes + (isHttpComputing ? 1 : 0);
  return share(effectiveCpus(cpus) - (isHttpComputing ? 0 : 1), workers);
}

/** A worker of an accelerator computes elsewhere and needs no team of threads. */
export function computeShares(
  pool: PoolWorkers,
  budget: number,
  taken: Set<number>,
  cpus: CpuBudget,
): ComputeShare[] {
  const { request } = pool;
  const lists = Array.isArray(request.cpuAffinity)
    ? request.cpuAffinity.map((text: string) => parseCpuList(text))
    : [];
  let onCpu = 0;
  return pool.workers.map((device) => {
    if (device.type !== 'cpu') return { threads: typeof request.threads === 'number' ? request.threads : 1 };
    const list = lists[onCpu++];
    const threads = typeof request.threads === 'number' ? request.threads : (list?.length ?? budget);
    // The thread that calls is not bound, so one alone cannot be.
    if (threads === 1) return { threads };
    return {
      threads,
      cpus: list ?? (request.cpuAffinity === 'auto' ? take(threads, taken, cpus) : undefined),
    };
  });
}

/** What is wrong with the CPUs a pool names, each with its cure. */
export function affinityProblems({ request, workers }: PoolWorkers, cpus: CpuBudget): string[] {
  const { cpuAffinity } = request;
  if (!Array.isArray(cpuAffinity)) return [];
  const lists: readonly string[] = cpuAffinity;
  const { numbers } = cpus;
  if (!numbers) return ['cpuAffinity names CPUs, which this system cannot bind threads to: leave it out'];
  const onCpu = workers.filter(({ type }) => type === 'cpu').length;
  const foreign = lists.filter((text) => !parseCpuList(text)?.every((cpu) => numbers.includes(cpu)));
  return [
    ...(lists.length === onCpu
      ? []
      : [`cpuAffinity has ${lists.length} lists, the pool has ${onCpu} workers on the CPU: give each one`]),
    ...foreign.map(
      (text) => `cpuAffinity names ${JSON.stringify(text)}, this process may use ${cpuListText(numbers)}`,
    ),
  ];
}

/** The next CPUs nobody has, from the end: the first are where the HTTP process and interrupts mostly are. */
function take(count: number, taken: Set<number>, { numbers }: CpuBudget): readonly number[] | undefined {
  const free = (numbers ?? []).filter((cpu) => !taken.has(cpu));
  // With more threads than CPUs, being bound would only hurt.
  if (free.length < count) return undefined;
  const mine = free.slice(-count);
  for (const cpu of mine) taken.add(cpu);
  return mine;
}

const share = (cpus: number, workers: number): number => Math.max(1, Math.floor(cpus / Math.max(1, workers)));
