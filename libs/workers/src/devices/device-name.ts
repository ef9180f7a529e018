import { ACCELERATORS, type Accelerator } from '#common';

/** A device as the user names it, taken apart. */
export interface NamedDevice {
  readonly type: Accelerator;
  /** Position among the devices of this type. */
  readonly index: number;
}

/**
 * Reads `type` or `type:index`.
 *
 * @returns `undefined` for anything else
 * @example parseDeviceName('cuda:1') // { type: 'cuda', index: 1 }
 */
export function parseDeviceName(name: string): NamedDevice | undefined {
  const parts = /^([a-z]+)(?::(\d{1,4}))?$/.exec(name);
  const type = ACCELERATORS.find((one) => one === parts?.[1]);
  return type && { type, index: Number(parts?.[2] ?? 0) };
}

/** Whether it names an NVIDIA GPU, or a slice of one, as `nvidia-smi -L` shows it; the start of a uuid will do. */
export const isGpuUuid = (name: string): boolean => /^(GPU|MIG)-[\w/-]+$/i.test(name);

/** The name a person reads; the CPU has no number. */
export function deviceName(device: { readonly type: string; readonly index: number }): string {
  return device.type === 'cpu' ? 'cpu' : `${device.type}:${device.index}`;
}
