import type { Frame } from './frame/frame.js';
import { arrayOf } from './message-shape.js';
import type { Received, ToWorkerMessage } from './messages.js';
import { REPLY, replyOf } from './reply-message.js';
import { runOf } from './run-message.js';
import { SectionCursor } from './section-cursor.js';

/** @throws WireError when the frame is no message to a worker */
export function unpackToWorker({ header, sections }: Frame): ToWorkerMessage<Received> {
  const message = arrayOf(header, 'a message');
  const cursor = new SectionCursor(sections);
  const unpacked = message[0] === REPLY ? replyOf(message, cursor) : runOf(message, cursor);
  cursor.finish();
  return unpacked;
}
