import { types } from 'node:util';
import { toJson } from '../json-answer.js';
import type { StreamFormat } from '../messages.js';
import { serverSentEvent } from './server-sent-event.js';

/** What keeps a silent connection alive and means nothing to its reader; empty where the format has no such thing. */
export const HEARTBEAT: Readonly<Record<StreamFormat, string>> = { sse: ':\n\n', ndjson: '', json: '' };

/** What goes between two formatted chunks, and neither before the first one nor behind the last. */
export const CHUNK_SEPARATOR: Readonly<Record<StreamFormat, string>> = { sse: '', ndjson: '', json: ',' };

/**
 * A chunk as its client reads it. SSE: one event, texts as they are and anything else as JSON; NDJSON: a line of JSON;
 * JSON: the JSON alone, which stands in a list. Bytes (Uint8Array, Buffer) are base64 in all three, because the formats
 * are texts and a list of numbers would be four times as long; other typed arrays are lists, as in unary answers.
 *
 * @throws for cycles and what is nested too deep
 */
export function formatChunk(format: StreamFormat, chunk: unknown): string {
  const value = types.isUint8Array(chunk) ? base64(chunk) : chunk;
  if (format === 'sse') return serverSentEvent(typeof value === 'string' ? value : toJson(value));
  return format === 'ndjson' ? `${toJson(value)}\n` : toJson(value);
}

/**
 * The last words of a stream that failed after its first chunk. A collected stream (`json`) has none: nothing of it has
 * been written yet, so its failure is an ordinary error.
 */
export function formatError(format: Exclude<StreamFormat, 'json'>, body: object): string {
  return format === 'sse' ? serverSentEvent(toJson(body), 'error') : `${toJson({ error: body })}\n`;
}

const base64 = ({ buffer, byteOffset, byteLength }: Uint8Array): string =>
  Buffer.from(buffer, byteOffset, byteLength).toString('base64');
