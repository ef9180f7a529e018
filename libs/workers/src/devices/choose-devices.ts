import type { Accelerator } from '#common';
import { isGpuUuid, parseDeviceName } from './device-name.js';
import { typeOf, type DeviceWish } from './device-wish.js';
import type { Machine } from './machine.js';
import { isNvidia, platformsOf } from './platforms.js';
import { gpuByUuid, visibleGpus } from './visible-gpus.js';

/** A device of this machine. */
export interface ChosenDevice {
  readonly type: Accelerator;
  readonly index: number;
  readonly uuid?: string | undefined;
}

/** The devices of a pool, and why some cannot be had. */
export interface Choice {
  readonly devices: readonly ChosenDevice[];
  /** Each with its cure. */
  readonly refusals: readonly string[];
  /** Why `'auto'` is the CPU although there is a GPU. */
  readonly passedOver?: string | undefined;
}

const CPU: ChosenDevice = { type: 'cpu', index: 0 };
const onCpu = (refusals: readonly string[] = []): Choice => ({ devices: [CPU], refusals });

/** Finds the devices a pool wishes for. */
export function chooseDevices(wish: DeviceWish, machine: Machine): Choice {
  if (wish.accelerator !== 'auto') return chooseOf(wish.accelerator, wish, machine);
  const unusable = whyNot('cuda', machine);
  if (unusable === undefined) return chooseOf('cuda', wish, machine);
  // Names of other types, and indices and uuids, which then cannot be met.
  if (Array.isArray(wish.devices)) return chooseOf('cuda', wish, machine);
  const hasGpu = visibleGpus(machine.nvidia, machine.visible).length > 0;
  return { ...onCpu(), passedOver: hasGpu ? unusable : undefined };
}

function chooseOf(type: Accelerator, { devices, accelerator }: DeviceWish, machine: Machine): Choice {
  if (Array.isArray(devices)) {
    return together(devices.map((one: number | string) => chooseOne(one, type, accelerator, machine)));
  }
  const unusable = whyNot(type, machine);
  if (unusable !== undefined) return { devices: [], refusals: [unusable] };
  const all = devicesOfType(type, machine);
  if (devices === 'auto') return { devices: all ?? [{ type, index: 0 }], refusals: [] };
  const count = Number(devices);
  if (all && all.length < count) {
    const more = type === 'cpu' ? ': more workers on it are workersPerDevice' : '';
    return {
      devices: [],
      refusals: [`devices asks for ${count}, there ${are(all.length)} of ${type}${more}`],
    };
  }
  return {
    devices: all?.slice(0, count) ?? Array.from({ length: count }, (_, index) => ({ type, index })),
    refusals: [],
  };
}

function chooseOne(
  device: number | string,
  byDefault: Accelerator,
  accelerator: DeviceWish['accelerator'],
  machine: Machine,
): Choice {
  const type = typeOf(device) ?? (typeof device === 'string' && byDefault === 'cpu' ? 'cuda' : byDefault);
  if (accelerator !== 'auto' && type !== accelerator) {
    return {
      devices: [],
      refusals: [`devices names ${device}, but accelerator is ${accelerator}: drop one`],
    };
  }
  const unusable = whyNot(type, machine);
  if (unusable !== undefined) return { devices: [], refusals: [unusable] };
  const all = devicesOfType(type, machine);
  if (typeof device === 'string' && isGpuUuid(device)) {
    const gpu = gpuByUuid(machine.nvidia, device);
    const found = all?.find(({ uuid }) => uuid === gpu?.uuid);
    return gpu && found ? { devices: [found], refusals: [] } : absent(device, all ?? [], machine);
  }
  const index = typeof device === 'number' ? device : (parseDeviceName(device)?.index ?? 0);
  const found = all ? all[index] : { type, index };
  return found ? { devices: [found], refusals: [] } : absent(device, all ?? [], machine);
}

const together = (choices: readonly Choice[]): Choice => ({
  devices: choices.flatMap(({ devices }) => devices),
  refusals: [...new Set(choices.flatMap(({ refusals }) => refusals))],
});

/** All there are; `undefined` where nobody can count them. */
function devicesOfType(type: Accelerator, machine: Machine): readonly ChosenDevice[] | undefined {
  if (isNvidia(type)) {
    const gpus = visibleGpus(machine.nvidia, machine.visible);
    return gpus.map(({ uuid }, index) => ({ type, index, uuid }));
  }
  return type === 'dml' ? undefined : [{ type, index: 0 }];
}

/** Why an accelerator cannot be used here, and what to do about it; `undefined` when it can. */
function whyNot(type: Accelerator, machine: Machine): string | undefined {
  const platforms = platformsOf(type);
  const here = `${machine.platform}-${machine.arch}`;
  const provider = machine.providers[type];
  if (platforms && provider?.state !== 'unknown' && !platforms.includes(here)) {
    return `onnxruntime-node has ${type} on ${platforms.join(', ')}, this is ${here}`;
  }
  if (isNvidia(type) && machine.nvidia.length === 0) {
    return (
      `${type} needs an NVIDIA GPU, and none is seen: install the driver, or in a container its runtime ` +
      '(docker run --gpus all)'
    );
  }
  if (isNvidia(type) && visibleGpus(machine.nvidia, machine.visible).length === 0) {
    return `CUDA_VISIBLE_DEVICES is ${JSON.stringify(machine.visible)}, which hides every GPU: change it`;
  }
  return provider?.state === 'missing' ? `${provider.why}: ${provider.cure}` : undefined;
}

function absent(device: number | string, all: readonly ChosenDevice[], { visible }: Machine): Choice {
  const shown = all.map(({ type, index, uuid }) => `${type}:${index}${uuid ? ` (${uuid})` : ''}`).join(', ');
  const hidden = visible === undefined ? '' : ` by CUDA_VISIBLE_DEVICES=${visible}`;
  return { devices: [], refusals: [`devices names ${device}, there is${hidden} ${shown || 'none'}`] };
}

const are = (count: number): string => (count === 1 ? 'is 1' : `are ${count}`);
