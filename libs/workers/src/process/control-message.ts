import type { FromWorkerControl } from '#wire';

type Fields = Readonly<Record<string, string>>;

/** The fields each kind of message must have, and their types; others are not read. */
const FIELDS: Readonly<Record<string, Fields>> = {
  progress: { step: 'string', ms: 'number' },
  ready: {},
  'boot-failed': { error: 'object' },
  health: { id: 'number', healthy: 'boolean' },
  log: { level: 'string', context: 'string', message: 'string' },
} satisfies Record<FromWorkerControl['litserve'], Fields>;

/** Tells our messages from the user's own on the same channel, and from malformed ones. */
export function isWorkerControl(message: unknown): message is FromWorkerControl {
  if (!isRecord(message)) return false;
  const kind = message['litserve'];
  const fields = typeof kind === 'string' && Object.hasOwn(FIELDS, kind) ? FIELDS[kind] : undefined;
  if (!fields) return false;
  return Object.entries(fields).every(
    ([name, type]) => typeof message[name] === type && message[name] !== null,
  );
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
