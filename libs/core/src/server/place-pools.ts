import type { DeviceAssignment } from '#wire';
import {
  mpsControlPipe,
  planDevices,
  probeMachine,
  thisSystem,
  type PoolLogger,
  type System,
} from '#workers';
import type { PoolPlan } from './plan-pools.js';

/**
 * Decides where the workers of all pools run, after a look at the machine, and says so: a line per pool.
 *
 * @returns for each pool one device per worker
 * @throws LitServeConfigurationError with every device that cannot be had
 */
export function placePools(
  plans: readonly PoolPlan[],
  logger: PoolLogger,
  system: System = thisSystem(),
): readonly (readonly DeviceAssignment[])[] {
  const requests = plans.map(({ name, options }) => ({ pool: name, ...options }));
  const placed = planDevices(probeMachine(requests, system), requests, system.env);
  return plans.map((plan, index) => {
    const { workers = [], summary = '', warnings = [] } = placed[index] ?? {};
    for (const warning of [...warnings, ...limitWarnings(plan, workers, system)])
      logger.warn(warning, 'LitServe');
    logger.log(`pool "${plan.name}": ${summary}`, 'LitServe');
    return workers;
  });
}

/** A limit that nobody keeps is worse than none. */
function limitWarnings(
  { name, options: { gpuMemoryLimitBytes, gpuThreadPercent } }: PoolPlan,
  workers: readonly DeviceAssignment[],
  { env, exists }: System,
): string[] {
  if (gpuMemoryLimitBytes === undefined && gpuThreadPercent === undefined) return [];
  if (workers.every(({ type }) => type === 'cpu')) return [];
  const pipe = mpsControlPipe(env);
  if (exists(pipe)) return [];
  return [
    `pool "${name}": gpuMemoryLimitBytes and gpuThreadPercent do nothing, because there is no MPS daemon at ${pipe}: ` +
      "start 'nvidia-cuda-mps-control -d', or use MIG",
  ];
}
