import { HttpException } from '@nestjs/common';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { LitServeException } from '#common';
import { parseJsonText } from '#wire';
import type { LitRequest } from '../lit-request.js';
import type { LitRouteOptions } from '../route-options.js';
import { isMultipart, parseContentType } from './content-type.js';
import { limitMultipart } from './multipart-limit.js';
import { parseBody, type ParsedBody } from './parse-body.js';
import { readBody } from './read-body.js';

/** Reads and parses the body of one of our requests. Never throws: a refusal waits in `state.error` for the last guard. */
export async function receiveBody(
  request: IncomingMessage,
  response: ServerResponse,
  state: LitRequest,
  route: LitRouteOptions,
): Promise<ParsedBody | undefined> {
  const contentType = parseContentType(request.headers['content-type']);
  if (isMultipart(contentType.type)) {
    limitMultipart(request, response, state, route.maxPayloadBytes);
    return undefined;
  }
  try {
    const body = parseBody(await readBody(request, route.maxPayloadBytes), contentType, route.needsBody);
    if ('jsonText' in body) state.jsonText = body.jsonText;
    return body;
  } catch (error) {
    state.error =
      error instanceof HttpException ? error : new LitServeException('invalid_body', { cause: error });
    return undefined;
  }
}

/**
 * Puts the body where guards, pipes and interceptors look for it. Text that was not parsed becomes a getter, so that
 * whoever does look pays for one parse and finds the same as with a small body.
 */
export function exposeBody(target: object, body: ParsedBody): void {
  if ('value' in body) return define(target, { value: body.value, writable: true });
  const { jsonText } = body;
  define(target, {
    get: () => {
      const value = parseJsonText(jsonText);
      define(target, { value, writable: true });
      return value;
    },
    set: (value: unknown) => define(target, { value, writable: true }),
  });
}

function define(target: object, descriptor: PropertyDescriptor): void {
  Object.defineProperty(target, 'body', { configurable: true, enumerable: true, ...descriptor });
}
