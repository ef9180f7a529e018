import { CALL, callOf, packCall } from './call-message.js';
import type { Frame } from './frame/frame.js';
import { encodeFrame } from './frame/frame-writer.js';
import type { Section } from './frame/section.js';
import {
  arrayOf,
  badMessage,
  countOf,
  errorDataOf,
  recordOfTexts,
  statusOf,
  textOf,
} from './message-shape.js';
import type { AnswerHead, BatchMessage, FromWorkerMessage, Outcome, Received } from './messages.js';
import { SectionCursor } from './section-cursor.js';
import { eventJson, eventOf, sectionsOfEvent } from './stream/stream-event.js';

/**
 * On the wire: `["o", batch, [outcome, …]]`, `["s", batch, [stream event, …]]` or `["f", batch, error]`, and an outcome
 * `["b", lease, contentType, status or 0, headers or 0]` with one section,
 * `["v", lease, sections, value, status or 0, headers or 0]` (the last two only if there are any) or `["e", lease, error]`.
 * Calls are in a file of their own.
 */
const RESULT = 'o';
const STREAM = 's';
const FAILED = 'f';
const BYTES = 'b';
const VALUE = 'v';
const ERROR = 'e';

/** @returns the pieces of one frame; @throws WireError `too_large` */
export function packFromWorker(message: FromWorkerMessage): Uint8Array[] {
  if (message.type === 'call') return packCall(message);
  if (message.type === 'failed')
    return encodeFrame(`["${FAILED}",${message.batch},${JSON.stringify(message.error)}]`, []);
  if (message.type === 'stream') {
    const events = message.events.map(eventJson).join(',');
    return encodeFrame(`["${STREAM}",${message.batch},[${events}]]`, message.events.flatMap(sectionsOfEvent));
  }
  const texts: string[] = [];
  const sections: Section[] = [];
  for (const outcome of message.outcomes) {
    texts.push(outcomeJson(outcome));
    if (outcome.kind === 'bytes') sections.push(outcome.bytes);
    else if (outcome.kind === 'value') sections.push(...outcome.value.sections);
  }
  return encodeFrame(`["${RESULT}",${message.batch},[${texts.join(',')}]]`, sections);
}

function outcomeJson(outcome: Outcome): string {
  const { lease } = outcome;
  if (outcome.kind === 'bytes') {
    const { contentType, status, headers } = outcome;
    return `["${BYTES}",${lease},${JSON.stringify(contentType)},${orZero(status)},${orZero(headers)}]`;
  }
  if (outcome.kind === 'error') return JSON.stringify([ERROR, lease, outcome.error]);
  // The value is JSON already.
  return `["${VALUE}",${lease},${outcome.value.sections.length},${outcome.value.json}${headJson(outcome)}]`;
}

/** Left out where there is none, which is nearly always. */
function headJson({ status, headers }: AnswerHead): string {
  return status === undefined && headers === undefined ? '' : `,${orZero(status)},${orZero(headers)}`;
}

const orZero = (field: unknown): string => (field === undefined ? '0' : JSON.stringify(field));

/** @throws WireError when the frame is no message of a worker */
export function unpackFromWorker({ header, sections }: Frame): FromWorkerMessage<Received> {
  const message = arrayOf(header, 'a message');
  const cursor = new SectionCursor(sections);
  const unpacked = message[0] === CALL ? callOf(message, cursor) : batchMessageOf(message, cursor);
  cursor.finish();
  return unpacked;
}

function batchMessageOf(
  [kind, batchNode, content]: readonly unknown[],
  cursor: SectionCursor,
): BatchMessage<Received> {
  const batch = countOf(batchNode, 'a batch');
  if (kind === FAILED) return { type: 'failed', batch, error: errorDataOf(content) };
  if (kind === STREAM) {
    const events = arrayOf(content, 'the events').map((one) => eventOf(arrayOf(one, 'an event'), cursor));
    return { type: 'stream', batch, events };
  }
  if (kind !== RESULT) throw badMessage('no result, no part of a stream, no failure and no call');
  const outcomes = arrayOf(content, 'the outcomes').map((one) =>
    outcomeOf(arrayOf(one, 'an outcome'), cursor),
  );
  return { type: 'result', batch, outcomes };
}

function outcomeOf(
  [kind, leaseNode, third, fourth, fifth, sixth]: readonly unknown[],
  cursor: SectionCursor,
): Outcome<Received> {
  const lease = countOf(leaseNode, 'a lease');
  switch (kind) {
    case BYTES:
      return bytesOf(lease, textOf(third, 'a content type'), fourth, fifth, cursor);
    case VALUE: {
      const value = { tree: fourth, sections: cursor.take(countOf(third, 'a number of sections')) };
      return { kind: 'value', lease, value, ...headOf(fifth ?? 0, sixth ?? 0) };
    }
    case ERROR:
      return { kind: 'error', lease, error: errorDataOf(third) };
    default:
      throw badMessage('an unknown outcome');
  }
}

function bytesOf(
  lease: number,
  contentType: string,
  status: unknown,
  headers: unknown,
  cursor: SectionCursor,
): Outcome<Received> {
  const bytes = cursor.one();
  // What nearly every answer is; two spreads would cost more than all the rest of it.
  if (status === 0 && headers === 0) return { kind: 'bytes', lease, bytes, contentType };
  return { kind: 'bytes', lease, bytes, contentType, ...headOf(status, headers) };
}

function headOf(status: unknown, headers: unknown): AnswerHead {
  return {
    ...(status === 0 ? {} : { status: statusOf(status) }),
    ...(headers === 0 ? {} : { headers: recordOfTexts(headers, 'headers of an answer') }),
  };
}
