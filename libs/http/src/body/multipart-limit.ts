import { PayloadTooLargeException } from '@nestjs/common';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { LitRequest } from '../lit-request.js';
import { closeAfterAnswer } from './refusal.js';
import { tooLarge } from './read-body.js';

/**
 * Counts a multipart body while something of the app reads it. The listener alone starts no flow (the request is
 * paused first; the parser's pipe resumes it), so what nobody reads stays for {@link readUpload}. Past the limit the parser gets the very exception that multer and
 * @fastify/multipart hand on, so that the caller sees 413 and not a broken upload.
 */
export function limitMultipart(
  request: IncomingMessage,
  response: ServerResponse,
  state: LitRequest,
  maxBytes: number,
): void {
  let size = 0;
  request.pause();
  const count = (chunk: Buffer): void => {
    size += chunk.length;
    const refusal = size > maxBytes ? tooLarge(maxBytes) : state.share?.add(chunk.length);
    if (!refusal) return;
    request.off('data', count);
    state.error = refusal;
    request.unpipe();
    request.pause();
    closeAfterAnswer(request, response, maxBytes);
    request.emit('error', size > maxBytes ? new PayloadTooLargeException() : refusal);
  };
  request.on('data', count);
  state.upload = { request, response, stopCounting: () => request.off('data', count) };
}
