import type { CallHandler } from '@nestjs/common';
import { describe, expect, it } from '@jest/globals';
import 'reflect-metadata';
import { EMPTY, lastValueFrom, Observable, of } from 'rxjs';
import { markLitRoute } from '../route-options.js';
import { LitOutputInterceptor } from './lit-output.interceptor.js';
import { Outlets } from './outlets.js';

const handler = (): void => undefined;
const admission = { refusal: () => undefined, refused: () => undefined };
markLitRoute(handler, {
  maxPayloadBytes: 1,
  body: 'parsed',
  needsBody: true,
  intercepted: false,
  stream: false,
  admission,
});

function through(
  chain: Observable<unknown>,
  route: Function = handler,
): { out: Observable<unknown>; written: string[] } {
  const written: string[] = [];
  const response = {
    headersSent: false,
    statusCode: 200,
    hasHeader: () => false,
    setHeader: () => undefined,
    end: (payload: Buffer) => written.push(payload.toString()),
  };
  const context = {
    getHandler: () => route,
    switchToHttp: () => ({ getRequest: () => ({}), getResponse: () => response }),
  };
  const next: CallHandler = { handle: () => chain };
  return { out: new LitOutputInterceptor(new Outlets()).intercept(context as never, next), written };
}

describe('LitOutputInterceptor', () => {
  it.each([
    ['one value', of({ a: 1 }), '{"a":1}'],
    ['the last of several', of(1, 2), '2'],
    ['null for none', EMPTY, 'null'],
  ])('writes %s, once, when the chain is complete', async (_, chain, text) => {
    const { out, written } = through(chain);
    await lastValueFrom(out);
    expect(written).toEqual([text]);
  });

  it('fails the request, and not the process, when an answer cannot be written', async () => {
    const cyclic: Record<string, unknown> = {};
    cyclic['self'] = cyclic;
    const { out, written } = through(of(cyclic));
    await expect(lastValueFrom(out)).rejects.toMatchObject({ code: 'uncrossable_value' });
    expect(written).toEqual([]);
  });

  it('cancels the chain with its own subscription', () => {
    let left = false;
    const { out } = through(new Observable(() => () => (left = true)));
    out.subscribe().unsubscribe();
    expect(left).toBe(true);
  });

  it('does not touch the answers of other routes', async () => {
    const { out, written } = through(of('theirs'), () => undefined);
    expect(await lastValueFrom(out)).toBe('theirs');
    expect(written).toEqual([]);
  });
});
