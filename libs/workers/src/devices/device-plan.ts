import { availableParallelism } from 'node:os';
import { LitServeConfigurationError } from '#common';
import type { DeviceAssignment } from '#wire';
import { parseDeviceName, type NamedDevice } from './device-name.js';

/** What a pool asks for. */
export interface DeviceRequest {
  /** Named in errors. */
  readonly pool: string;
  /** `'auto'` finds what there is; for now that is the CPU. @default 'auto' */
  readonly devices?: 'auto' | readonly string[] | undefined;
  /** Minimum 1. @default 1 */
  readonly workersPerDevice?: number | undefined;
  /** Compute threads per worker. @default 'auto' */
  readonly threads?: 'auto' | number | undefined;
}

/**
 * Decides where every worker of the app runs. All pools at once, because their CPU workers share the cores.
 *
 * @param cores how many cores this process may use
 * @returns one list per request, in order, with one device per worker
 * @throws LitServeConfigurationError for device names that cannot be read
 */
export function planDevices(
  requests: readonly DeviceRequest[],
  cores = availableParallelism(),
): readonly (readonly DeviceAssignment[])[] {
  const plans = requests.map((request) => ({ request, devices: workerDevices(request) }));
  const cpuWorkers = plans.flatMap((plan) => plan.devices).filter((device) => device.type === 'cpu').length;
  return plans.map(({ request, devices }) =>
    devices.map((device) => ({ ...device, threads: threadsOf(request, device, cpuWorkers, cores) })),
  );
}

/** One entry per worker; the workers of a device are neighbours. */
function workerDevices(request: DeviceRequest): NamedDevice[] {
  const names = request.devices === undefined || request.devices === 'auto' ? ['cpu'] : request.devices;
  const devices = names.map((name) => {
    const device = parseDeviceName(name);
    if (device) return device;
    throw new LitServeConfigurationError([
      `pool "${request.pool}": devices must be names such as "cpu" or "cuda:0", got ${JSON.stringify(name)}`,
    ]);
  });
  return devices.flatMap((device) => Array.from({ length: request.workersPerDevice ?? 1 }, () => device));
}

/** One core stays with the HTTP process. A worker of an accelerator computes elsewhere and needs no team of threads. */
function threadsOf(request: DeviceRequest, device: NamedDevice, cpuWorkers: number, cores: number): number {
  if (typeof request.threads === 'number') return request.threads;
  return device.type === 'cpu' ? Math.max(1, Math.floor((cores - 1) / cpuWorkers)) : 1;
}
