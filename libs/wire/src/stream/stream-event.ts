import type { Section } from '../frame/section.js';
import { badMessage, countOf, errorDataOf } from '../message-shape.js';
import type { Received, StreamEvent } from '../messages.js';
import type { SectionCursor } from '../section-cursor.js';

/**
 * On the wire: `["b", lease]` with one section, `["v", lease, size, sections, value]`, `["z", lease]` for the end, or
 * `["e", lease, error]`.
 */
const BYTES = 'b';
const VALUES = 'v';
const END = 'z';
const ERROR = 'e';

export function eventJson(event: StreamEvent): string {
  const { lease } = event;
  if (event.kind === 'bytes') return `["${BYTES}",${lease}]`;
  if (event.kind === 'end') return `["${END}",${lease}]`;
  if (event.kind === 'error') return `["${ERROR}",${lease},${JSON.stringify(event.error)}]`;
  // The values are JSON already.
  return `["${VALUES}",${lease},${event.size},${event.values.sections.length},${event.values.json}]`;
}

export function sectionsOfEvent(event: StreamEvent): readonly Section[] {
  if (event.kind === 'bytes') return [event.bytes];
  return event.kind === 'values' ? event.values.sections : [];
}

/** @throws WireError when it is no event, or the frame lacks its sections */
export function eventOf(
  [kind, leaseNode, third, count, tree]: readonly unknown[],
  cursor: SectionCursor,
): StreamEvent<Received> {
  const lease = countOf(leaseNode, 'a lease');
  switch (kind) {
    case BYTES: {
      const [bytes] = cursor.take(1);
      if (!bytes) throw badMessage('bytes without a section');
      return { kind: 'bytes', lease, bytes };
    }
    case VALUES: {
      const values = { tree, sections: cursor.take(countOf(count, 'a number of sections')) };
      return { kind: 'values', lease, size: countOf(third, 'a size'), values };
    }
    case END:
      return { kind: 'end', lease };
    case ERROR:
      return { kind: 'error', lease, error: errorDataOf(third) };
    default:
      throw badMessage('an unknown event of a stream');
  }
}
