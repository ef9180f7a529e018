import { IncomingMessage } from 'node:http';
import { freeChunks } from '#common';
import type { LitRequest } from '../lit-request.js';

/**
 * Frees the chunks of a body when its request is over. Not where no worker has dealt with it, as they may be on their way
 * to one; and not a single chunk, which others may have: of several, they have been given copies.
 */
export function freeBody(state: LitRequest): void {
  const { body, isServed, ownsChunks } = state;
  if (!isServed || !ownsChunks || !body || body.chunks.length < 2) return;
  state.body = undefined;
  freeChunks(body.chunks);
}

/** How many read a body, such as a middleware that writes it to a file. */
export const readersOf = (request: IncomingMessage): number =>
  request.listenerCount('data') + request.listenerCount('readable');

/** Whether only we have read it. What comes of an injected request, which is no real one, are arrays of whoever does that. */
export const isOnlyOurs = (request: IncomingMessage): boolean =>
  readersOf(request) === 1 && request instanceof IncomingMessage;
