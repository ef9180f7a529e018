import { describe } from '#common';
import type { EndpointDefinition, Priority } from '#endpoint';

/** What is known about a request before it is queued. */
export interface Schedule {
  readonly priority: Priority;
  /** Only equal keys share a batch. */
  readonly key: string;
  readonly cost: number;
  /** Key of the session; `''` for none. */
  readonly session: string;
}

/** What goes first stands first. */
const PRIORITIES: readonly unknown[] = ['high', 'normal', 'low'] satisfies Priority[];

export const isPriority = (value: unknown): value is Priority => PRIORITIES.includes(value);

/**
 * Runs the scheduling functions of an endpoint. What they throw is thrown on.
 *
 * @param request the first parameter of `decodeRequest`
 * @param asked the priority a client asks for; it can lower what the endpoint's own function grants, but not raise it
 * @throws TypeError when a function returns what it must not
 */
export function scheduleOf(
  { cls, options: { scheduling } }: EndpointDefinition,
  request: unknown,
  asked?: Priority,
): Schedule {
  const granted = scheduling.priority?.(request);
  const key = scheduling.batchKey?.(request);
  const cost = scheduling.cost?.(request);
  const session = scheduling.affinity?.(request);
  if (scheduling.priority && !isPriority(granted)) {
    throw wrongResult(cls, 'priority', '"high", "normal" or "low"', granted);
  }
  if (scheduling.batchKey && typeof key !== 'string') throw wrongResult(cls, 'batchKey', 'a text', key);
  if (scheduling.cost && !isCost(cost)) throw wrongResult(cls, 'cost', 'a finite number from 0', cost);
  if (session !== undefined && typeof session !== 'string') {
    throw wrongResult(cls, 'affinity', 'a text or undefined', session);
  }
  return {
    priority: lowerOf(granted ?? asked, asked),
    key: key ?? '',
    cost: cost ?? 1,
    session: session ?? '',
  };
}

const isCost = (value: unknown): boolean => typeof value === 'number' && Number.isFinite(value) && value >= 0;

function lowerOf(granted: Priority = 'normal', asked: Priority = granted): Priority {
  return PRIORITIES.indexOf(asked) > PRIORITIES.indexOf(granted) ? asked : granted;
}

function wrongResult(cls: Function, name: string, expects: string, value: unknown): TypeError {
  const isAsync = value instanceof Promise;
  // Nobody else waits for it, and unheard its rejection would end the process.
  if (isAsync) value.catch(() => undefined);
  const got = isAsync ? 'a promise (it must not be async)' : describe(value);
  return new TypeError(`${cls.name}: ${name}() must return ${expects}, got ${got}`);
}
