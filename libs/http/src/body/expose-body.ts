import { litRequestOf } from '../lit-request.js';
import { readNow, type ReceivedBody } from './parse-body.js';

interface BodyTarget {
  body?: unknown;
  rawBody?: unknown;
}

/**
 * Puts the body where guards, pipes and interceptors look for it. What was not read becomes a getter, so that
 * whoever does look pays for one parse and finds the same as with a small body.
 *
 * @param target the adapter's request
 * @param body what its state has, too
 */
export function exposeBody(target: BodyTarget, body: ReceivedBody): void {
  // For `@RawBody()` and guards that check a signature.
  if (body.chunks.length === 1) target.rawBody = body.chunks[0];
  else Object.defineProperty(target, 'rawBody', RAW_BODY);
  if ('value' in body) target.body = body.value;
  else Object.defineProperty(target, 'body', BODY);
}

const RAW_BODY = lazy('rawBody', ({ chunks }) => Buffer.concat(chunks));
const BODY = lazy('body', (body) => ('value' in body ? body.value : readNow(body.unread)));

/**
 * Replaced by its value when somebody first reads it, or by what somebody writes. One pair of functions for all requests:
 * V8 makes a hidden class for every new pair, and what those hold stays in memory until the next full collection.
 */
function lazy(name: string, read: (body: ReceivedBody) => unknown): PropertyDescriptor {
  const put = (target: object, value: unknown): unknown => {
    Object.defineProperty(target, name, { configurable: true, enumerable: true, writable: true, value });
    return value;
  };
  return {
    configurable: true,
    enumerable: true,
    get(this: object) {
      const body = litRequestOf(this)?.body;
      return put(this, body && read(body));
    },
    set(this: object, value: unknown) {
      put(this, value);
    },
  };
}
