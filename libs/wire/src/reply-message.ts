import { encodeFrame } from './frame/frame-writer.js';
import { badMessage, countOf, errorDataOf } from './message-shape.js';
import type { Received, Reply, ReplyMessage } from './messages.js';
import type { SectionCursor } from './section-cursor.js';

/** On the wire: `["y", call, "v", size, sections, values]`, `["y", call, "z"]` for the end, or `["y", call, "e", error]`. */
export const REPLY = 'y';
const VALUES = 'v';
const END = 'z';
const ERROR = 'e';

/** @returns the pieces of one frame; @throws WireError `too_large` */
export function packReply({ call, reply }: ReplyMessage): Uint8Array[] {
  if (reply.kind === 'end') return encodeFrame(`["${REPLY}",${call},"${END}"]`, []);
  if (reply.kind === 'error')
    return encodeFrame(`["${REPLY}",${call},"${ERROR}",${JSON.stringify(reply.error)}]`, []);
  const { json, sections } = reply.values;
  // The values are JSON already.
  return encodeFrame(`["${REPLY}",${call},"${VALUES}",${reply.size},${sections.length},${json}]`, sections);
}

/** @throws WireError when it is no reply, or the frame lacks its sections */
export function replyOf(
  [, call, kind, third, count, tree]: readonly unknown[],
  cursor: SectionCursor,
): ReplyMessage<Received> {
  return { type: 'reply', call: countOf(call, 'a call'), reply: partOf(kind, third, count, tree, cursor) };
}

function partOf(
  kind: unknown,
  third: unknown,
  count: unknown,
  tree: unknown,
  cursor: SectionCursor,
): Reply<Received> {
  switch (kind) {
    case VALUES: {
      const values = { tree, sections: cursor.take(countOf(count, 'a number of sections')) };
      return { kind: 'values', size: countOf(third, 'a size'), values };
    }
    case END:
      return { kind: 'end' };
    case ERROR:
      return { kind: 'error', error: errorDataOf(third) };
    default:
      throw badMessage('an unknown reply');
  }
}
