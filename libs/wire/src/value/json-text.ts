import { LitServeException } from '#common';
import { MAX_DEPTH } from './tags.js';

/** Raw bytes of a JSON body that nobody has parsed yet. Crosses without a copy and arrives parsed. */
export class JsonText {
  constructor(
    readonly chunks: readonly Uint8Array[],
    /** A label TextDecoder knows. */
    readonly charset = 'utf-8',
  ) {}
}

/** An excerpt of V8's is 40 characters at most; this is a second fence against echoing a body. */
const MAX_REASON_CHARACTERS = 120;
const MAX_CHARSET_CHARACTERS = 40;

/** Less than values may have, so that what a pipe or an answer wraps around a body still crosses. */
const MAX_BODY_DEPTH = MAX_DEPTH - 100;

/** Keys through which merging a body into another object would change a prototype. */
const UNSAFE_KEYS = ['__proto__', 'constructor', 'prototype'] as const;

/**
 * Parses a body as the HTTP side would: no bytes are `{}`; unsafe keys are dropped at every depth.
 *
 * @throws LitServeException `invalid_json`, `unsupported_media_type`, `invalid_body` for what is nested too deep
 */
export function parseJsonText(text: JsonText): unknown {
  const bytes = text.chunks.length === 1 && text.chunks[0] ? text.chunks[0] : Buffer.concat(text.chunks);
  if (bytes.byteLength === 0) return {};
  const { json, value } = parse(decoderFor(text.charset), bytes);
  refuseTooDeep(value);
  return mayHaveUnsafeKey(json) ? withoutUnsafeKeys(value) : value;
}

function parse(decoder: Decoder, bytes: Uint8Array): { readonly json: string; readonly value: unknown } {
  try {
    const json = decoder.decode(bytes);
    return { json, value: JSON.parse(json) as unknown };
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new LitServeException('invalid_json', {
      details: { reason: reason.slice(0, MAX_REASON_CHARACTERS) },
      cause,
    });
  }
}

/**
 * Pipes and models walk a body by recursion, and a stack that overflows is a 500; so deep ones are the client's error.
 *
 * @throws LitServeException `invalid_body`
 */
function refuseTooDeep(body: unknown): void {
  if (!isDeeper(body, MAX_BODY_DEPTH)) return;
  const details = { reason: `it is nested deeper than ${MAX_BODY_DEPTH} levels` };
  throw new LitServeException('invalid_body', { details });
}

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (levels === 0) return true;
  // Most large bodies are lists of numbers, which cost no call each.
  if (Array.isArray(value)) return value.some((one) => typeof one === 'object' && isDeeper(one, levels - 1));
  return Object.values(value).some((one) => typeof one === 'object' && isDeeper(one, levels - 1));
}

type Decoder = InstanceType<typeof TextDecoder>;

/** Without state from one text to the next, so that one serves all; a new one costs more than a small body. */
const UTF8 = new TextDecoder();

function decoderFor(charset: string): Decoder {
  if (charset === 'utf-8') return UTF8;
  try {
    return new TextDecoder(charset);
  } catch (cause) {
    const what = `charset "${charset.slice(0, MAX_CHARSET_CHARACTERS)}"`;
    throw new LitServeException('unsupported_media_type', { details: { what }, cause });
  }
}

/** Whether a key could be unsafe, in plain letters or with some of them escaped; nearly always no. */
function mayHaveUnsafeKey(json: string): boolean {
  return UNSAFE_KEYS.some((key) => json.includes(key)) || (json.includes('\\u00') && /\\u00[5-7]/.test(json));
}

function withoutUnsafeKeys(value: unknown): unknown {
  const pending = [value];
  while (pending.length > 0) {
    const next = pending.pop();
    if (typeof next !== 'object' || next === null) continue;
    for (const key of UNSAFE_KEYS) if (Object.hasOwn(next, key)) Reflect.deleteProperty(next, key);
    for (const child of Object.values(next))
      if (typeof child === 'object' && child !== null) pending.push(child);
  }
  return value;
}
