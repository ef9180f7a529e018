import { HttpException } from '@nestjs/common';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { LitServeException } from '#common';
import type { LitRequest } from '../lit-request.js';
import type { LitRouteOptions } from '../route-options.js';
import { isMultipart, parseContentType } from './content-type.js';
import { limitMultipart } from './multipart-limit.js';
import { parseBody } from './parse-body.js';
import { readBody, tooLarge } from './read-body.js';
import { isSmall } from './refusal.js';

/**
 * Reads and parses the body of one of our requests; a form with files is only counted, since an interceptor or a
 * middleware may be there to read it. One that is refused whatever its body says is not read, unless that is less trouble
 * than a new connection. Never throws: a refusal waits in `state.error` for the last guard.
 */
export async function receiveBody(
  request: IncomingMessage,
  response: ServerResponse,
  state: LitRequest,
  route: LitRouteOptions,
): Promise<void> {
  if (state.error) return;
  state.error = route.admission.refusal();
  if (state.error && !isSmall(request)) return;
  const maxBytes = Math.min(route.maxPayloadBytes, state.share?.maxBytes ?? Infinity);
  const refusal = refusalOf(request, state, maxBytes);
  if (refusal) {
    state.error ??= refusal;
    return;
  }
  const contentType = parseContentType(request.headers['content-type']);
  if (isMultipart(contentType.type)) {
    limitMultipart(request, response, state, maxBytes);
    return;
  }
  try {
    const chunks = await readBody(request, maxBytes, state.share);
    state.bodyBytes = sizeOf(chunks);
    state.body = { ...parseBody(chunks, contentType, route.needsBody), chunks };
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

export const sizeOf = (chunks: readonly Buffer[]): number =>
  chunks.reduce((sum, chunk) => sum + chunk.length, 0);
