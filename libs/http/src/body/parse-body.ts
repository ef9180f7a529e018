import { LitServeException } from '#common';
import { JsonText, OctetChunks, parseJsonText } from '#wire';
import { isForm, isJson, isText, type ContentType } from './content-type.js';
import { decodeText } from './decode-text.js';
import { parseUrlencoded } from './parse-urlencoded.js';

/** JSON up to this size is parsed at once: cheaper than carrying it as a section, and malformed text is refused early. */
const PARSE_NOW_BYTES = 64 * 1024;

/** A body that only the worker needs to read: it goes there as it came. */
export type UnreadBody = JsonText | OctetChunks;

/** A body as handlers will find it: a value, or what becomes one when somebody looks. */
export type ParsedBody = { readonly value: unknown } | { readonly unread: UnreadBody };

/** The same, with the bytes it came in. */
export type ReceivedBody = ParsedBody & { readonly chunks: readonly Buffer[] };

/** @throws LitServeException `invalid_json`, `invalid_body`, `unsupported_media_type` */
export function parseBody(
  chunks: readonly Buffer[],
  { type, charset }: ContentType,
  needsBody: boolean,
): ParsedBody {
  const size = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
  if (isJson(type)) {
    const jsonText = new JsonText(chunks, charset);
    return needsBody || size <= PARSE_NOW_BYTES ? { value: parseJsonText(jsonText) } : { unread: jsonText };
  }
  const isOctets = !isForm(type) && !isText(type);
  if (isOctets && !needsBody && chunks.length > 1) return { unread: new OctetChunks(chunks) };
  const bytes = chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks);
  if (isForm(type)) return { value: jsonInDisguise(bytes) ?? parseUrlencoded(bytes, charset) };
  if (isText(type)) return { value: decodeText(bytes, charset) };
  return { value: size === 0 && type === '' ? undefined : bytes };
}

/** What a body is to those who look. @throws LitServeException like {@link parseBody} */
export const readNow = (body: UnreadBody): unknown =>
  body instanceof JsonText ? parseJsonText(body) : body.join();

/**
 * `curl -d '{"text": "hi"}'` calls its body a form unless told otherwise. No form begins with a bare brace (it would be
 * escaped), so whole JSON objects and lists are taken for what they are.
 */
function jsonInDisguise(bytes: Buffer): unknown {
  if (bytes[0] !== 0x7b && bytes[0] !== 0x5b) return undefined;
  try {
    return parseJsonText(new JsonText([bytes], 'utf-8'));
  } catch (error) {
    if (error instanceof LitServeException && error.code === 'invalid_json') return undefined;
    throw error;
  }
}
