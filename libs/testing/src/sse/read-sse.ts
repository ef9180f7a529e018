import { SseParser } from '#client';

/** One server-sent event. */
export interface SseEvent {
  /** @default 'message' */
  readonly event: string;
  readonly data: string;
  /** The last one that was sent, with this event or before it. */
  readonly id: string | undefined;
}

type Chunks = AsyncIterable<Uint8Array | string>;

/** What events can be read from: a `Response` of fetch, its body, what supertest gives, a stream of Node's, or text. */
export type SseSource =
  string | Chunks | { readonly body: ReadableStream<Uint8Array> | null } | { readonly text: string };

/** The events of an answer, in order. */
export interface SseEvents extends AsyncIterable<SseEvent> {
  /** All of them, when the answer is complete. */
  toArray(): Promise<SseEvent[]>;
}

/**
 * Reads server-sent events, as they come. Comments, such as heartbeats, are left out. A loop that ends early cancels the
 * request.
 *
 * @throws TypeError when the source is none, or has been read
 * @example for await (const { data } of readSse(await fetch(url, init))) …
 */
export function readSse(source: SseSource): SseEvents {
  return {
    [Symbol.asyncIterator]: () => events(source),
    async toArray() {
      const all: SseEvent[] = [];
      for await (const event of this) all.push(event);
      return all;
    },
  };
}

async function* events(source: SseSource): AsyncGenerator<SseEvent, void> {
  const parser = new SseParser();
  const utf8 = new TextDecoder();
  for await (const chunk of chunksOf(source)) {
    const text = typeof chunk === 'string' ? chunk : utf8.decode(chunk, { stream: true });
    for (const { event, data, id } of parser.push(text)) yield { event, data, id: id || undefined };
  }
}

function chunksOf(source: SseSource): Chunks | Iterable<string> {
  if (typeof source === 'string') return [source.replace(/^\uFEFF/, '')];
  if (typeof source === 'object' && source !== null) {
    if (Symbol.asyncIterator in source) return source;
    // Of a Response `text` is a method, and of supertest the whole body.
    if ('text' in source && typeof source.text === 'string') return [source.text];
    if ('body' in source && source.body) return source.body as ReadableStream<Uint8Array> & Chunks;
  }
  throw new TypeError(
    'readSse() takes a Response, an answer of supertest, a stream of bytes or text, or a text',
  );
}
