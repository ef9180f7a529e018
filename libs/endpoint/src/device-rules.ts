import { ACCELERATORS, either, matching, oneOf, wholeNumber, type OptionRule } from '#common';

const DEVICE_NAME = new RegExp(`^(${ACCELERATORS.join('|')})(:\\d{1,4})?$`);
const GPU_UUID = /^(GPU|MIG)-[\w/-]+$/i;
const CPU_LIST = /^\s*\d{1,4}(-\d{1,4})?\s*(,\s*\d{1,4}(-\d{1,4})?\s*)*$/;

const isDevice = (value: unknown): boolean =>
  typeof value === 'string'
    ? DEVICE_NAME.test(value) || GPU_UUID.test(value)
    : Number.isInteger(value) && Number(value) >= 0;
const isFilledList = (value: unknown, test: (one: unknown) => boolean): boolean =>
  Array.isArray(value) && value.length > 0 && value.every(test);

/** Rules of the options that say where the workers of a pool run. */
export const DEVICE_RULES: Readonly<Record<string, OptionRule>> = {
  accelerator: oneOf('auto', ...ACCELERATORS, 'gpu', 'mps'),
  devices: either(
    oneOf('auto'),
    wholeNumber(1, 1024),
    matching('a list of positions, names such as "cuda:1", and uuids such as "GPU-5d5ba0d6"', (value) =>
      isFilledList(value, isDevice),
    ),
  ),
  fallback: oneOf('cpu', 'error'),
  threads: either(oneOf('auto'), wholeNumber(1, 1024)),
  cpuAffinity: either(
    oneOf('none', 'auto'),
    matching('a list of CPU lists such as "2-5,8", one per worker', (value) =>
      isFilledList(value, (one) => typeof one === 'string' && CPU_LIST.test(one)),
    ),
  ),
  gpuMemoryLimitBytes: wholeNumber(1024 * 1024),
  gpuThreadPercent: wholeNumber(1, 100),
};
