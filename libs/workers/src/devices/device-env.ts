import type { DeviceAssignment } from '#wire';
import { isNvidia } from './platforms.js';

/** Node's own number of threads for files, names and compression. */
const NODE_POOL_THREADS = 4;

/**
 * The environment that shows a worker its own GPU and no other, so that code which ignores `device` still runs in the
 * right place. Inside, the GPU has number 0. Other accelerators have no such variable.
 */
export function deviceEnv(device: DeviceAssignment): Readonly<Record<string, string>> {
  if (!isNvidia(device.type)) return {};
  // Without this order CUDA sorts by speed, and numbers differ from what nvidia-smi shows.
  return { CUDA_DEVICE_ORDER: 'PCI_BUS_ID', CUDA_VISIBLE_DEVICES: device.uuid ?? String(device.index) };
}

/**
 * What keeps other native code of a worker to its threads, where nobody has said so. OpenMP takes all cores if it is not
 * told; Node's pool, which image decoders use, is never made smaller than Node makes it, since it reads files, too.
 */
export function threadEnv({ threads }: DeviceAssignment): Readonly<Record<string, string>> {
  return {
    OMP_NUM_THREADS: String(threads),
    UV_THREADPOOL_SIZE: String(Math.max(NODE_POOL_THREADS, threads)),
  };
}
