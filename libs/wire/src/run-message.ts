import { encodeFrame } from './frame/frame-writer.js';
import type { Section } from './frame/section.js';
import {
  arrayOf,
  badMessage,
  countOf,
  priorityOf,
  recordOf,
  recordOfHeaders,
  recordOfTexts,
  textOf,
} from './message-shape.js';
import type { AnswerForm, Received, RunItem, RunMessage, StreamFormat } from './messages.js';
import type { SectionCursor } from './section-cursor.js';

/**
 * On the wire: `["r", endpoint, batch, [item, …]]`, and an item
 * `[lease, sections, requestId, remainingMs, attempt, priority, form, headers, query, params, args]`. The form of a
 * stream that crosses as bytes is its format, which says both.
 */
const RUN = 'r';
const ITEM_LENGTH = 11;
const FORMS: readonly unknown[] = ['bytes', 'value'] satisfies AnswerForm[];
const FORMATS: readonly unknown[] = ['sse', 'ndjson', 'json'] satisfies StreamFormat[];

/** @returns the pieces of one frame; @throws WireError `too_large` */
export function packRun({ endpoint, batch, items }: RunMessage): Uint8Array[] {
  // The arguments are JSON already, so the header is put together from texts.
  const texts: string[] = [];
  const sections: Section[] = [];
  for (const item of items) {
    texts.push(itemJson(item));
    for (const section of item.args.sections) sections.push(section);
  }
  return encodeFrame(`["${RUN}",${endpoint},${batch},[${texts.join(',')}]]`, sections);
}

/** Numbers and names of ours are JSON as they are; stringifying a list of all fields would cost twice as much. */
function itemJson({ lease, meta, args }: RunItem): string {
  const { requestId, remainingMs, attempt, priority, form, format, headers, query, params } = meta;
  const formName = form === 'bytes' ? (format ?? form) : form;
  return (
    `[${lease},${args.sections.length},${JSON.stringify(requestId)},${remainingMs},${attempt},"${priority}",` +
    `"${formName}",${JSON.stringify(headers)},${recordJson(query)},${recordJson(params)},${args.json}]`
  );
}

/** A query and params are nearly always empty. */
function recordJson(record: Readonly<Record<string, unknown>>): string {
  for (const _ in record) return JSON.stringify(record);
  return '{}';
}

/** @throws WireError when the frame is no run */
export function runOf(
  [kind, endpoint, batch, items]: readonly unknown[],
  cursor: SectionCursor,
): RunMessage<Received> {
  if (kind !== RUN) throw badMessage('no run');
  return {
    type: 'run',
    endpoint: countOf(endpoint, 'an endpoint'),
    batch: countOf(batch, 'a batch'),
    items: arrayOf(items, 'the items').map((item) => itemOf(arrayOf(item, 'an item'), cursor)),
  };
}

function itemOf(item: readonly unknown[], cursor: SectionCursor): RunItem<Received> {
  if (item.length !== ITEM_LENGTH) throw badMessage('an item of another length');
  const [lease, count, requestId, remainingMs, attempt, priority, form, headers, query, params, tree] = item;
  if (remainingMs !== null && typeof remainingMs !== 'number')
    throw badMessage('a deadline that is no number');
  const isStreamFormat = isFormat(form);
  if (!isStreamFormat && !isForm(form)) throw badMessage('an unknown form');
  return {
    lease: countOf(lease, 'a lease'),
    meta: {
      requestId: textOf(requestId, 'a request id'),
      remainingMs,
      attempt: countOf(attempt, 'an attempt'),
      priority: priorityOf(priority),
      form: isStreamFormat ? 'bytes' : form,
      format: isStreamFormat ? form : undefined,
      headers: recordOfHeaders(headers, 'headers'),
      query: recordOf(query, 'a query'),
      params: recordOfTexts(params, 'params'),
    },
    args: { tree, sections: cursor.take(countOf(count, 'a number of sections')) },
  };
}

const isForm = (value: unknown): value is AnswerForm => FORMS.includes(value);
const isFormat = (value: unknown): value is StreamFormat => FORMATS.includes(value);
