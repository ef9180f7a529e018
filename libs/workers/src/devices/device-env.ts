import type { DeviceAssignment } from '#wire';

/**
 * The environment that shows a worker its own device and no other, so that code which ignores `device` still runs in
 * the right place. Inside, the device has number 0.
 */
export function deviceEnv(device: DeviceAssignment): Readonly<Record<string, string>> {
  const visible = device.uuid ?? String(device.index);
  switch (device.type) {
    case 'cuda':
    case 'tensorrt':
      // Without this order CUDA sorts by speed, and numbers differ from what nvidia-smi shows.
      return { CUDA_DEVICE_ORDER: 'PCI_BUS_ID', CUDA_VISIBLE_DEVICES: visible };
    case 'rocm':
      return { HIP_VISIBLE_DEVICES: visible };
    default:
      return {};
  }
}
