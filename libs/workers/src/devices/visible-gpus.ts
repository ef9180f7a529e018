import type { NvidiaDevice } from './machine.js';

/**
 * The GPUs that CUDA would show to this process, in its order: `cuda:1` is the second of them.
 *
 * As CUDA reads `CUDA_VISIBLE_DEVICES`: numbers of GPUs, or uuids of GPUs and slices of which the start will do; the
 * first that names nothing ends the list, so `-1` and an empty text hide everything. Numbers are those of `nvidia-smi`,
 * for that is the order workers are given (`CUDA_DEVICE_ORDER=PCI_BUS_ID`).
 *
 * @param visible the variable; `undefined` = all
 * @see https://docs.nvidia.com/cuda/cuda-c-programming-guide/#cuda-environment-variables
 */
export function visibleGpus(
  devices: readonly NvidiaDevice[],
  visible: string | undefined,
): readonly NvidiaDevice[] {
  if (visible === undefined) return devices;
  const found: NvidiaDevice[] = [];
  for (const name of visible.split(',').map((one) => one.trim())) {
    const named = gpusNamed(devices, name);
    if (named.length === 0) break;
    found.push(...named.filter((one) => !found.includes(one)));
  }
  return found;
}

/** A number is a GPU with all of its slices; a uuid, or its start, is one device, if it is the only such one. */
function gpusNamed(devices: readonly NvidiaDevice[], name: string): readonly NvidiaDevice[] {
  if (/^\d+$/.test(name)) return devices.filter(({ gpu }) => gpu === Number(name));
  const match = gpuByUuid(devices, name);
  return match ? [match] : [];
}

/** The only device whose uuid begins so. */
export function gpuByUuid(devices: readonly NvidiaDevice[], start: string): NvidiaDevice | undefined {
  if (start === '') return undefined;
  const matches = devices.filter(({ uuid }) => uuid.toLowerCase().startsWith(start.toLowerCase()));
  return matches.length === 1 ? matches[0] : undefined;
}
