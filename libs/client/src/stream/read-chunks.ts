import { readAnswer } from '../answer/read-answer.js';
import type { CallScope } from '../call/call-scope.js';
import { ConnectionError } from '../errors/lit-serve.error.js';
import { NdjsonDecoder, SseDecoder, type ChunkDecoder } from './chunk-decoder.js';

/** The chunks of an answer as they come. An endpoint that does not stream has one: its answer. */
export async function* readChunks(
  response: Response,
  scope: CallScope,
  requestId: string | undefined,
): AsyncGenerator<unknown, void, undefined> {
  const decoder = decoderFor(response.headers.get('content-type') ?? '', requestId);
  if (!decoder) {
    yield await readAnswer(response, scope, requestId);
    return;
  }
  const reader = response.body?.getReader();
  const utf8 = new TextDecoder();
  let next = await scope.lost(reader?.read(), requestId);
  while (next?.done === false) {
    yield* decoder.push(utf8.decode(next.value, { stream: true }));
    next = await scope.lost(reader?.read(), requestId);
  }
  yield* decoder.push(utf8.decode());
  // A connection that says no length and no end can be cut without anybody being told.
  if (decoder.isCut) throw new ConnectionError('connection_lost', undefined, requestId);
}

function decoderFor(type: string, requestId: string | undefined): ChunkDecoder | undefined {
  if (/^text\/event-stream\b/i.test(type)) return new SseDecoder(requestId);
  return /^application\/(x-)?ndjson\b/i.test(type) ? new NdjsonDecoder(requestId) : undefined;
}
