import { describe, expect, it } from '@jest/globals';
import 'reflect-metadata';
import { beginLitRequest, type LitRequest } from '../lit-request.js';
import { markLitRoute } from '../route-options.js';
import { BodyReadyGuard } from './body-ready.guard.js';
import { tooLarge } from './read-body.js';

const handler = (): void => undefined;
markLitRoute(handler, { maxPayloadBytes: 10, needsBody: true, stream: false });

/** The guard’s word on a request in this state. */
function ask(state: Partial<LitRequest>): boolean {
  const request = { headers: {} };
  Object.assign(beginLitRequest(request as never, { setHeader: () => undefined } as never), state);
  const context = { switchToHttp: () => ({ getRequest: () => request }), getHandler: () => handler };
  return new BodyReadyGuard().canActivate(context as never);
}

describe('BodyReadyGuard', () => {
  it('lets a body pass that was read', () => {
    expect(ask({ bodyBytes: 10 })).toBe(true);
  });

  it('throws what was wrong with the body', () => {
    const error = tooLarge(5);
    expect(() => ask({ error })).toThrow(error);
  });

  it('holds a version to its own limit, although a more generous one shares its path', () => {
    expect(() => ask({ bodyBytes: 11 })).toThrow('larger than the 10 bytes');
  });
});
