import { LitServeException } from '#common';

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

/**
 * Parses a body as the HTTP side would: no bytes are `{}`; a key `__proto__` is dropped at every depth, since merging
 * such an object into another one would change a prototype.
 *
 * @throws LitServeException `invalid_json`, `unsupported_media_type`
 */
export function parseJsonText(text: JsonText): unknown {
  const bytes = text.chunks.length === 1 && text.chunks[0] ? text.chunks[0] : Buffer.concat(text.chunks);
  if (bytes.byteLength === 0) return {};
  const decoder = decoderFor(text.charset);
  try {
    const json = decoder.decode(bytes);
    const value: unknown = JSON.parse(json);
    return mayNameProto(json) ? withoutProto(value) : value;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new LitServeException('invalid_json', {
      details: { reason: reason.slice(0, MAX_REASON_CHARACTERS) },
      cause,
    });
  }
}

function decoderFor(charset: string): InstanceType<typeof TextDecoder> {
  try {
    return new TextDecoder(charset);
  } catch (cause) {
    const what = `charset "${charset.slice(0, MAX_CHARSET_CHARACTERS)}"`;
    throw new LitServeException('unsupported_media_type', { details: { what }, cause });
  }
}

/** Whether a key could be `__proto__`, in plain letters or with some of them escaped; nearly always no. */
function mayNameProto(json: string): boolean {
  return json.includes('__proto__') || (json.includes('\\u00') && /\\u00[5-7]/.test(json));
}

/** A loop, not a recursion: JSON.parse takes any depth, so this has to as well. */
function withoutProto(value: unknown): unknown {
  const pending = [value];
  while (pending.length > 0) {
    const next = pending.pop();
    if (typeof next !== 'object' || next === null) continue;
    if (Object.hasOwn(next, '__proto__')) Reflect.deleteProperty(next, '__proto__');
    for (const child of Object.values(next))
      if (typeof child === 'object' && child !== null) pending.push(child);
  }
  return value;
}
