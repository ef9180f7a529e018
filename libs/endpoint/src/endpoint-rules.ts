import {
  checkOptions,
  duration,
  either,
  matching,
  ofType,
  oneOf,
  wholeNumber,
  type OptionRule,
} from '#common';
import { DEVICE_RULES } from './device-rules.js';
import { checkPredict } from './hook-rules.js';
import { SpecDescriptor } from './specs/lit-spec.js';

const isPath = (value: unknown): boolean =>
  typeof value === 'string' && value.length > 0 && !/[\s?#]/.test(value);
const isRecord = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isJson = (value: unknown): boolean => {
  try {
    return JSON.stringify(value) !== undefined;
  } catch {
    return false;
  }
};
const listOf = (expects: string, test: (one: unknown) => boolean): OptionRule =>
  matching(`a list of ${expects}`, (value) => Array.isArray(value) && value.length > 0 && value.every(test));

const nonEmptyText = matching(
  'a text that is not empty',
  (value) => typeof value === 'string' && value !== '',
);

function isWorkerRange(value: unknown): boolean {
  if (!isRecord(value) || Object.keys(value).length !== 2) return false;
  const { min, max } = value as Readonly<Record<'min' | 'max', unknown>>;
  if (!Number.isInteger(min) || !Number.isInteger(max)) return false;
  return Number(min) >= 0 && Number(max) >= 1 && Number(min) <= Number(max) && Number(max) <= 256;
}

const RECYCLE_RULES: Readonly<Record<string, OptionRule>> = {
  maxRequests: wholeNumber(1),
  maxAgeMs: duration(1000),
  maxRssBytes: wholeNumber(1),
};

/** Rules of the options a worker pool has. */
export const POOL_RULES: Readonly<Record<string, OptionRule>> = {
  workersPerDevice: either(
    wholeNumber(1, 256),
    matching('an object { min, max } with 0 <= min <= max and 1 <= max <= 256', isWorkerRange),
  ),
  scaleUpAfterMs: duration(1),
  scaleDownAfterMs: duration(1),
  ...DEVICE_RULES,
  env: matching(
    'an object of strings',
    (value) => isRecord(value) && Object.values(value).every((one) => typeof one === 'string'),
  ),
  inheritEnv: either(
    ofType('boolean'),
    matching(
      'a list of names',
      (value) => Array.isArray(value) && value.every((one) => typeof one === 'string'),
    ),
  ),
  startTimeoutMs: duration(),
  recycle: matching(
    'an object of maxRequests (1 or more), maxAgeMs (1000 or more) and maxRssBytes (1 or more)',
    (value) => isRecord(value) && checkOptions('', { ...value }, RECYCLE_RULES).length === 0,
  ),
  isolation: oneOf('process', 'inline'),
};

/** Rules of what an app may set as a default for all its endpoints. */
export const ENDPOINT_DEFAULT_RULES: Readonly<Record<string, OptionRule>> = {
  ...POOL_RULES,
  maxBatchSize: wholeNumber(1, 65_536),
  streamIdleMs: duration(),
  batchTimeoutMs: duration(),
  batching: ofType('function'),
  concurrency: wholeNumber(1, 65_536),
  timeoutMs: duration(),
  maxQueueSize: wholeNumber(1),
  onLate: oneOf('refuse', 'wait'),
  maxPayloadBytes: wholeNumber(1, 2 ** 31 - 1),
  onBatchError: oneOf('isolate', 'fail'),
  onCrash: oneOf('retry', 'fail'),
  priority: ofType('function'),
  cost: ofType('function'),
  batchKey: ofType('function'),
  affinity: ofType('function'),
  sessionIdleMs: duration(1),
  maxSessions: wholeNumber(1),
};

const ENDPOINT_RULES: Readonly<Record<string, OptionRule>> = {
  ...ENDPOINT_DEFAULT_RULES,
  path: matching('a route path without spaces, "?" or "#"', isPath),
  name: matching(
    'letters, digits, ".", "_" and "-"',
    (value) => typeof value === 'string' && /^[A-Za-z0-9][\w.-]{0,127}$/.test(value),
  ),
  stream: ofType('boolean'),
  body: oneOf('parsed', 'upload'),
  pool: nonEmptyText,
  version: either(
    nonEmptyText,
    listOf('texts', (one) => typeof one === 'string' && one !== ''),
  ),
  specs: matching(
    'a list of what specs declare, such as openAIChat({ … })',
    (value) => Array.isArray(value) && value.every((one) => one instanceof SpecDescriptor),
  ),
  metadata: matching('an object that is JSON', (value) => isRecord(value) && isJson(value)),
};

/** What is wrong with one `@LitEndpoint` of a class; empty when all is well. */
export function checkEndpoint(cls: Function, given: Readonly<Record<string, unknown>>): string[] {
  const where = `${cls.name} @LitEndpoint(${typeof given['path'] === 'string' ? `'${given['path']}'` : ''})`;
  return [
    ...checkOptions(where, given, ENDPOINT_RULES),
    ...checkPredict(where, cls, given['stream'] === true),
  ];
}
