import { HttpException } from '@nestjs/common';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { LitServeException } from '#common';
import type { LitRequest } from '../lit-request.js';
import { bodyLimit, type GatedRoute } from '../route-options.js';
import { isMultipart, OCTETS, parseContentType, type ContentType } from './content-type.js';
import { isOnlyOurs, readersOf } from './free-body.js';
import { limitMultipart } from './multipart-limit.js';
import { parseBody, type ReceivedBody } from './parse-body.js';
import { collectBody, tooLarge } from './read-body.js';
import { isSmall } from './refusal.js';

/**
 * Reads and parses the body of one of our requests; a form with files is only counted, since an interceptor or a
 * middleware may be there to read it. One that is refused whatever its body says is not read, unless that is less trouble
 * than a new connection. Never rejects: a refusal waits in `state.error` for the last guard.
 */
export function receiveBody(
  request: IncomingMessage,
  response: ServerResponse,
  state: LitRequest,
  route: GatedRoute,
): Promise<void> {
  // One promise, and not none: whoever goes on after it is still in the asynchronous context of the request.
  return new Promise((done) => receive(request, response, state, route, done));
}

function receive(
  request: IncomingMessage,
  response: ServerResponse,
  state: LitRequest,
  route: GatedRoute,
  done: () => void,
): void {
  if (state.error) return done();
  state.error = route.admission?.refusal();
  if (state.error && !isSmall(request)) return done();
  const maxBytes = Math.min(bodyLimit(route, state), state.share?.maxBytes ?? Infinity);
  const refusal = refusalOf(request, state, maxBytes);
  if (refusal) {
    state.error ??= refusal;
    return done();
  }
  const given = parseContentType(request.headers['content-type']);
  if (route.body !== 'bytes' && isMultipart(given.type)) {
    limitMultipart(request, response, state, maxBytes);
    return done();
  }
  const others = readersOf(request);
  collectBody(request, maxBytes, state.share, (error, chunks) => {
    if (error) state.error ??= error;
    else take(chunks, given, state, route);
    state.ownsChunks = others === 0 && isOnlyOurs(request);
    done();
  });
}

function take(chunks: Buffer[], given: ContentType, state: LitRequest, route: GatedRoute): void {
  state.bodyBytes = sizeOf(chunks);
  const type = route.body === 'upload' ? OCTETS : given;
  try {
    state.body =
      route.body === 'bytes' ? wholeBody(chunks) : { ...parseBody(chunks, type, route.needsBody), chunks };
  } catch (error) {
    state.error ??=
      error instanceof HttpException ? error : new LitServeException('invalid_body', { cause: error });
  }
}

/** Why the body need not be read, by what the request says of it. */
function refusalOf(request: IncomingMessage, { share }: LitRequest, maxBytes: number): Error | undefined {
  const declared = Number(request.headers['content-length'] ?? 0);
  return declared > maxBytes ? tooLarge(maxBytes) : share?.reserve(request);
}

function wholeBody(chunks: readonly Buffer[]): ReceivedBody {
  const bytes = chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks);
  return { value: bytes, chunks: [bytes] };
}

export const sizeOf = (chunks: readonly Buffer[]): number =>
  chunks.reduce((sum, chunk) => sum + chunk.length, 0);
