import { ACCELERATORS, type Accelerator } from '#common';
import { isGpuUuid, parseDeviceName } from './device-name.js';
import type { DeviceList, DeviceRequest } from './device-request.js';
import { platformGpu } from './platforms.js';

/** What an app's environment says to pools that say nothing themselves. */
export const ACCELERATOR_ENV = 'LITSERVE_ACCELERATOR';
export const DEVICES_ENV = 'LITSERVE_DEVICES';

/** What a pool wants when its own options and the environment have been heard. */
export interface DeviceWish {
  readonly accelerator: 'auto' | Accelerator;
  readonly devices: DeviceList;
}

/**
 * A pool's own word, then the environment's. `'auto'` is no word.
 *
 * @throws SyntaxError for an environment that cannot be read
 */
export function wishOf(
  request: DeviceRequest,
  env: NodeJS.ProcessEnv,
  platform: NodeJS.Platform,
): DeviceWish {
  const own = request.accelerator ?? 'auto';
  const given = own === 'auto' && !namesTypes(request.devices) ? acceleratorOf(env) : own;
  const accelerator = given === 'gpu' ? platformGpu(platform) : given === 'mps' ? 'coreml' : given;
  const said = request.devices ?? 'auto';
  // Somebody who says 'cpu' in code does not mean the GPUs of the environment.
  const devices = said === 'auto' && own !== 'cpu' ? devicesOf(env) : said;
  // Inline is for tests, which boot often and should be alike on every machine.
  const isLeftOpen = accelerator === 'auto' && devices === 'auto';
  return { accelerator: isLeftOpen && request.isolation === 'inline' ? 'cpu' : accelerator, devices };
}

/**
 * The accelerators for which the machine must be looked at. `'auto'` is CUDA, or the CPU: the others are on every Mac and
 * on every Windows, where an app that says nothing would change its answers a little, and its speed by who knows what.
 */
export function acceleratorsMeant(
  { accelerator, devices }: DeviceWish,
  platform: NodeJS.Platform,
): readonly Accelerator[] {
  const isList = Array.isArray(devices);
  const byDefault = accelerator !== 'auto' ? accelerator : isList || platform === 'linux' ? 'cuda' : 'cpu';
  const types = isList ? devices.map((one: number | string) => typeOf(one) ?? byDefault) : [byDefault];
  return types.filter((type) => type !== 'cpu');
}

/** The type a device's own name says, if it says one. */
export function typeOf(device: number | string): Accelerator | undefined {
  return typeof device === 'number' ? undefined : parseDeviceName(device)?.type;
}

const namesTypes = (devices: DeviceList | undefined): boolean =>
  Array.isArray(devices) && devices.every((one: number | string) => typeOf(one) !== undefined);

function acceleratorOf(env: NodeJS.ProcessEnv): 'auto' | 'gpu' | 'mps' | Accelerator {
  const text = env[ACCELERATOR_ENV]?.trim().toLowerCase() ?? '';
  if (text === '') return 'auto';
  const known = (['auto', 'gpu', 'mps', ...ACCELERATORS] as const).find((one) => one === text);
  if (known) return known;
  const names = ['auto', ...ACCELERATORS, 'gpu', 'mps'].join(', ');
  throw new SyntaxError(`${ACCELERATOR_ENV} must be one of ${names}, got ${JSON.stringify(text)}`);
}

/** A number alone is how many, as in code; a list says which. */
function devicesOf(env: NodeJS.ProcessEnv): DeviceList {
  const text = env[DEVICES_ENV]?.trim() ?? '';
  if (text === '' || text === 'auto') return 'auto';
  if (/^[1-9]\d*$/.test(text)) return Number(text);
  const list = text.split(',').filter((one) => one.trim() !== '');
  const devices = list.map((one) => (/^\d+$/.test(one.trim()) ? Number(one) : one.trim()));
  const isReadable = devices.every(
    (one) => typeof one === 'number' || isGpuUuid(one) || parseDeviceName(one) !== undefined,
  );
  if (isReadable && devices.length > 0) return devices;
  throw new SyntaxError(
    `${DEVICES_ENV} must be "auto", a number of devices, or a list such as "0,1", "cuda:1" or "GPU-…", got ` +
      JSON.stringify(text),
  );
}
