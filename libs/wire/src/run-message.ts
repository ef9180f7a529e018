import { encodeFrame } from './frame/frame-writer.js';
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
import type { AnswerForm, ItemMeta, Received, RunItem, RunMessage, StreamFormat } from './messages.js';
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
  const header = `["${RUN}",${endpoint},${batch},[${items.map(itemJson).join(',')}]]`;
  return encodeFrame(
    header,
    items.flatMap(({ args }) => args.sections),
  );
}

function itemJson({ lease, meta, args }: RunItem): string {
  const { requestId, remainingMs, attempt, priority, form, format, headers, query, params } = meta;
  const fields = [
    lease,
    args.sections.length,
    requestId,
    remainingMs,
    attempt,
    priority,
    form === 'bytes' ? (format ?? form) : form,
    headers,
    query,
    params,
  ];
  return `${JSON.stringify(fields).slice(0, -1)},${args.json}]`;
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
  return {
    lease: countOf(lease, 'a lease'),
    meta: {
      requestId: textOf(requestId, 'a request id'),
      remainingMs,
      attempt: countOf(attempt, 'an attempt'),
      priority: priorityOf(priority),
      ...formOf(form),
      headers: recordOfHeaders(headers, 'headers'),
      query: recordOf(query, 'a query'),
      params: recordOfTexts(params, 'params'),
    },
    args: { tree, sections: cursor.take(countOf(count, 'a number of sections')) },
  };
}

function formOf(node: unknown): Pick<ItemMeta, 'form' | 'format'> {
  if (isForm(node)) return { form: node };
  if (isFormat(node)) return { form: 'bytes', format: node };
  throw badMessage('an unknown form');
}

const isForm = (value: unknown): value is AnswerForm => FORMS.includes(value);
const isFormat = (value: unknown): value is StreamFormat => FORMATS.includes(value);
