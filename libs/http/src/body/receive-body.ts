import { HttpException } from '@nestjs/common';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { LitServeException } from '#common';
import { parseJsonText } from '#wire';
import type { LitRequest } from '../lit-request.js';
import type { LitRouteOptions } from '../route-options.js';
import { isMultipart, parseContentType } from './content-type.js';
import { limitMultipart } from './multipart-limit.js';
import { parseBody, type ParsedBody } from './parse-body.js';
import { readBody, tooLarge } from './read-body.js';
import { isSmall } from './refusal.js';

export type ReceivedBody = ParsedBody & { readonly chunks: readonly Buffer[] };

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
): Promise<ReceivedBody | undefined> {
  if (state.error) return undefined;
  state.error = route.admission.refusal();
  if (state.error && !isSmall(request)) return undefined;
  const maxBytes = Math.min(route.maxPayloadBytes, state.share?.maxBytes ?? Infinity);
  const refusal = refusalOf(request, state, maxBytes);
  if (refusal) {
    state.error ??= refusal;
    return undefined;
  }
  const contentType = parseContentType(request.headers['content-type']);
  if (isMultipart(contentType.type)) {
    limitMultipart(request, response, state, maxBytes);
    return undefined;
  }
  try {
    const chunks = await readBody(request, maxBytes, state.share);
    state.bodyBytes = sizeOf(chunks);
    const body = parseBody(chunks, contentType, route.needsBody);
    if ('jsonText' in body) state.jsonText = body.jsonText;
    return { ...body, chunks };
  } catch (error) {
    state.error ??=
      error instanceof HttpException ? error : new LitServeException('invalid_body', { cause: error });
    return undefined;
  }
}

/** Why the body need not be read, by what the request says of it. */
function refusalOf(request: IncomingMessage, { share }: LitRequest, maxBytes: number): Error | undefined {
  const declared = Number(request.headers['content-length'] ?? 0);
  return declared > maxBytes ? tooLarge(maxBytes) : share?.reserve(request);
}

export const sizeOf = (chunks: readonly Buffer[]): number =>
  chunks.reduce((sum, chunk) => sum + chunk.length, 0);

/**
 * Puts the body where guards, pipes and interceptors look for it. Text that was not parsed becomes a getter, so that
 * whoever does look pays for one parse and finds the same as with a small body.
 */
export function exposeBody(target: object, body: ReceivedBody): void {
  const { chunks } = body;
  // For `@RawBody()` and guards that check a signature.
  defineLazy(target, 'rawBody', () => (chunks.length === 1 ? chunks[0] : Buffer.concat(chunks)));
  if ('value' in body) return define(target, 'body', { value: body.value, writable: true });
  const { jsonText } = body;
  defineLazy(target, 'body', () => parseJsonText(jsonText));
}

/** Replaced by its value when somebody first reads it, or by what somebody writes. */
function defineLazy(target: object, name: string, read: () => unknown): void {
  define(target, name, {
    get: () => {
      const value = read();
      define(target, name, { value, writable: true });
      return value;
    },
    set: (value: unknown) => define(target, name, { value, writable: true }),
  });
}

function define(target: object, name: string, descriptor: PropertyDescriptor): void {
  Object.defineProperty(target, name, { configurable: true, enumerable: true, ...descriptor });
}
