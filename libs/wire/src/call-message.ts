import { encodeFrame } from './frame/frame-writer.js';
import { badMessage, countOf, priorityOf, textOf } from './message-shape.js';
import type { CallKind, CallMessage, Received } from './messages.js';
import type { SectionCursor } from './section-cursor.js';

/**
 * On the wire: `["c", call, endpoint, kind, parent or null, timeoutMs or null, priority or null, sections, args]`.
 */
export const CALL = 'c';
const CALL_LENGTH = 9;
const KINDS: readonly unknown[] = ['predict', 'stream', 'stats'] satisfies CallKind[];

/** @returns the pieces of one frame; @throws WireError `too_large` */
export function packCall({
  call,
  endpoint,
  kind,
  parent,
  timeoutMs,
  priority,
  args,
}: CallMessage): Uint8Array[] {
  const { sections, json } = args;
  const fields = [
    CALL,
    call,
    endpoint,
    kind,
    parent ?? null,
    timeoutMs ?? null,
    priority ?? null,
    sections.length,
  ];
  // The arguments are JSON already.
  return encodeFrame(`${JSON.stringify(fields).slice(0, -1)},${json}]`, sections);
}

/** @throws WireError when it is no call, or the frame lacks its sections */
export function callOf(message: readonly unknown[], cursor: SectionCursor): CallMessage<Received> {
  if (message.length !== CALL_LENGTH) throw badMessage('a call of another length');
  const [, call, endpoint, kind, parent, timeoutMs, priority, count, tree] = message;
  if (!isKind(kind)) throw badMessage('an unknown kind of call');
  return {
    type: 'call',
    call: countOf(call, 'a call'),
    endpoint: textOf(endpoint, 'an endpoint'),
    kind,
    ...(parent === null ? {} : { parent: countOf(parent, 'a parent') }),
    ...(timeoutMs === null ? {} : { timeoutMs: durationOf(timeoutMs) }),
    ...(priority === null ? {} : { priority: priorityOf(priority) }),
    args: { tree, sections: cursor.take(countOf(count, 'a number of sections')) },
  };
}

/** 0 would mean no deadline at all. */
function durationOf(node: unknown): number {
  if (typeof node === 'number' && Number.isFinite(node) && node > 0) return node;
  throw badMessage('a time limit that is none');
}

const isKind = (value: unknown): value is CallKind => KINDS.includes(value);
