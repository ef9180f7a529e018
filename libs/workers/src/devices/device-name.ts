/** A device as the user names it, taken apart. */
export interface NamedDevice {
  /** `cpu`, `cuda`, … */
  readonly type: string;
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
  const parts = /^([a-z]+)(?::(\d+))?$/.exec(name);
  return parts?.[1] === undefined ? undefined : { type: parts[1], index: Number(parts[2] ?? 0) };
}

/** The name a person reads; the CPU has no number. */
export function deviceName(device: NamedDevice): string {
  return device.type === 'cpu' ? 'cpu' : `${device.type}:${device.index}`;
}
