import type { IncomingMessage } from 'node:http';
import type { LitRequest } from '../lit-request.js';
import { parseMultipart } from './parse-multipart.js';
import { readBody } from './read-body.js';
import { exposeBody } from './expose-body.js';
import { sizeOf } from './receive-body.js';
import { closeAfterAnswer } from './refusal.js';

/**
 * Reads a multipart body if nobody else has: a middleware, an interceptor or a plugin of Fastify goes before. So the
 * body's readers are told apart by what they did and not by what they are called.
 *
 * @param target the adapter's request, which gets the `body`
 * @throws LitServeException `payload_too_large`, `invalid_body`, `unsupported_media_type`
 */
export async function readUpload(target: object, state: LitRequest, maxBytes: number): Promise<void> {
  const { upload } = state;
  state.upload = undefined;
  if (!upload || isTaken(target, upload.request)) return;
  const { request, response } = upload;
  upload.stopCounting();
  try {
    const reading = readBody(request, maxBytes, state.share);
    request.resume();
    const chunks = await reading;
    state.bodyBytes = sizeOf(chunks);
    const body = chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks);
    exposeBody(target, {
      value: parseMultipart(body, request.headers['content-type'] ?? ''),
      chunks: [body],
    });
  } catch (error) {
    closeAfterAnswer(request, response, maxBytes);
    throw error;
  }
}

/** `readableFlowing` is false while only the counter listens, true once a pipe or another reader does. */
function isTaken(target: { readonly body?: unknown }, request: IncomingMessage): boolean {
  return (
    (target.body ?? undefined) !== undefined || request.readableDidRead || request.readableFlowing === true
  );
}
