import { LitServeConfigurationError } from '#common';
import type { DeviceAssignment } from '#wire';
import { chooseDevices, type ChosenDevice } from './choose-devices.js';
import type { DeviceRequest } from './device-request.js';
import { ACCELERATOR_ENV, DEVICES_ENV, wishOf, type DeviceWish } from './device-wish.js';
import { describeWorkers } from './describe-workers.js';
import { parseCpuList } from './cpu-list.js';
import type { Machine } from './machine.js';
import { affinityProblems, computeShares, threadBudget, type PoolWorkers } from './thread-plan.js';

/** Where the workers of one pool run. */
export interface PoolDevices {
  /** One per worker; the workers of a device are neighbours. */
  readonly workers: readonly DeviceAssignment[];
  /** The same for a person, in a line. */
  readonly summary: string;
  /** What was wished for and cannot be had, with the cure. */
  readonly warnings: readonly string[];
}

/**
 * Decides where every worker of the app runs. All pools at once, because their CPU workers share the CPUs.
 *
 * @param machine looked at for what the requests mean, see `probeMachine`
 * @param env `LITSERVE_ACCELERATOR` and `LITSERVE_DEVICES` count where a pool says nothing
 * @returns one plan per request, in order
 * @throws LitServeConfigurationError with everything that cannot be had and has no fallback
 */
export function planDevices(
  machine: Machine,
  requests: readonly DeviceRequest[],
  env: NodeJS.ProcessEnv = {},
): readonly PoolDevices[] {
  const problems = new Set<string>();
  const pools = requests.map((request) => chooseForPool(machine, request, env, problems));
  for (const pool of pools) {
    for (const problem of affinityProblems(pool, machine.cpus)) problems.add(named(pool.request, problem));
  }
  if (problems.size > 0) throw new LitServeConfigurationError([...problems]);
  const budget = threadBudget(pools, machine.cpus);
  const taken = new Set<number>(explicitCpus(requests));
  return pools.map((pool): PoolDevices => {
    const shares = computeShares(pool, budget, taken, machine.cpus);
    const workers = pool.workers.map((device, index): DeviceAssignment => {
      const { threads, cpus } = shares[index] ?? { threads: budget };
      return { ...device, threads, ...(cpus && { cpus }) };
    });
    return { workers, summary: describeWorkers(workers, machine), warnings: pool.warnings };
  });
}

interface ChosenPool extends PoolWorkers {
  readonly warnings: readonly string[];
}

function chooseForPool(
  machine: Machine,
  request: DeviceRequest,
  env: NodeJS.ProcessEnv,
  problems: Set<string>,
): ChosenPool {
  const wish = readWish(request, env, machine.platform, problems);
  const { devices, refusals, passedOver } = chooseDevices(wish, machine);
  const reasons = passedOver === undefined ? refusals : [passedOver];
  const fallback = request.fallback ?? (refusals.length > 0 ? 'error' : 'cpu');
  if (fallback === 'error') {
    const way = `${fromEnv(request, env)}or take fallback: 'cpu'`;
    for (const reason of reasons) problems.add(named(request, `${reason}; ${way}`));
  }
  const chosen: readonly ChosenDevice[] = reasons.length > 0 ? [{ type: 'cpu', index: 0 }] : devices;
  return {
    request,
    workers: chosen.flatMap((device) => Array.from({ length: mostWorkers(request) }, () => device)),
    warnings: reasons.map((reason) => named(request, `runs on the CPU, because ${reason}`)),
  };
}

function readWish(
  request: DeviceRequest,
  env: NodeJS.ProcessEnv,
  platform: NodeJS.Platform,
  problems: Set<string>,
): DeviceWish {
  try {
    return wishOf(request, env, platform);
  } catch (error) {
    problems.add((error as Error).message);
    return { accelerator: 'cpu', devices: 'auto' };
  }
}

const mostWorkers = ({ workersPerDevice = 1 }: DeviceRequest): number =>
  typeof workersPerDevice === 'number' ? workersPerDevice : workersPerDevice.max;

const explicitCpus = (requests: readonly DeviceRequest[]): number[] =>
  requests.flatMap(({ cpuAffinity }) =>
    Array.isArray(cpuAffinity) ? cpuAffinity.flatMap((text: string) => parseCpuList(text) ?? []) : [],
  );

/** Whoever reads the error may not know of the variables. */
function fromEnv(request: DeviceRequest, env: NodeJS.ProcessEnv): string {
  const said = [ACCELERATOR_ENV, DEVICES_ENV].filter((name) => (env[name] ?? '') !== '');
  const isOwn = (request.accelerator ?? 'auto') !== 'auto' || (request.devices ?? 'auto') !== 'auto';
  return said.length > 0 && !isOwn ? `it was asked for by ${said.join(' and ')}: change that, ` : '';
}

const named = ({ pool }: DeviceRequest, problem: string): string => `pool "${pool}": ${problem}`;
