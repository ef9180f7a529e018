import type { FromWorkerControl } from '#wire';

type Check = (value: unknown) => boolean;
type Fields = Readonly<Record<string, Check>>;

const text: Check = (value) => typeof value === 'string';
const number: Check = (value) => typeof value === 'number';
const boolean: Check = (value) => typeof value === 'boolean';
const count: Check = (value) => Number.isSafeInteger(value) && Number(value) >= 0;
const listOf =
  (check: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every(check);
const pair: Check = (value) => listOf(count)(value) && Array.isArray(value) && value.length === 2;

/** The fields each kind of message must have, and what they must be; others are not read. */
const FIELDS: Readonly<Record<string, Fields>> = {
  'cancel-calls': { calls: listOf(count) },
  'credit-calls': { credits: listOf(pair) },
  step: { step: text },
  progress: { step: text, ms: number },
  ready: {},
  'boot-failed': { error: isRecord },
  health: { id: number, healthy: boolean },
  memory: { rssBytes: number },
  log: { level: text, context: text, message: text },
} satisfies Record<FromWorkerControl['litserve'], Fields>;

/** Tells our messages from the user's own on the same channel, and from malformed ones. */
export function isWorkerControl(message: unknown): message is FromWorkerControl {
  if (!isRecord(message)) return false;
  const kind = message['litserve'];
  const fields = typeof kind === 'string' && Object.hasOwn(FIELDS, kind) ? FIELDS[kind] : undefined;
  if (!fields) return false;
  return Object.entries(fields).every(([name, check]) => check(message[name]));
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
