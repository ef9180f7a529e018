import { describe, expect, it } from '@jest/globals';
import { PassThrough } from 'node:stream';
import 'reflect-metadata';
import { LitServeException } from '#common';
import { beginLitRequest, type LitRequest, type Upload } from '../lit-request.js';
import { markLitRoute, type GatedRoute } from '../route-options.js';
import { BodyReadyGuard } from './body-ready.guard.js';
import { tooLarge } from './read-body.js';

/** Who was refused: id and code. */
const refused: string[][] = [];
const ROUTE: GatedRoute = {
  maxPayloadBytes: 10,
  body: 'parsed',
  needsBody: true,
  intercepted: false,
  stream: false,
  admission: {
    refusal: () => undefined,
    refused: ({ id }, error) => refused.push([id, (error as LitServeException).code]),
  },
};

/** The guard’s word on a request in this state. */
function ask(state: Partial<LitRequest>, route = ROUTE): boolean | Promise<boolean> {
  const handler = (): void => undefined;
  markLitRoute(handler, route);
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
    expect(refused).toEqual([]);
  });

  it('tells the endpoint of those for whom it had no room', () => {
    const error = new LitServeException('queue_full');
    expect(() => ask({ id: 'r-1', error })).toThrow(error);
    expect(refused).toEqual([['r-1', 'queue_full']]);
  });

  it('reads an upload, but not where an interceptor may do so', async () => {
    const request = new PassThrough();
    const upload = { request, response: {}, stopCounting: () => undefined } as never as Upload;
    expect(ask({ upload }, { ...ROUTE, intercepted: true })).toBe(true);
    expect(request.readableFlowing).toBeNull();
    Object.assign(request, { headers: {}, complete: true });
    const answer = ask({ upload });
    request.end('no form');
    await expect(answer).rejects.toThrow('names no boundary');
  });

  it('holds a version to its own limit, although a more generous one shares its path', () => {
    expect(() => ask({ bodyBytes: 11 })).toThrow('larger than the 10 bytes');
  });
});
