import {
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
  UseInterceptors,
} from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { LitEndpoint, LitResponse } from 'nestjs-litserve';
import type { Observable } from 'rxjs';
import { ADAPTERS, bootApp, type RunningApp } from '../support/boot-app.js';

function answerTo(input: string): unknown {
  if (input === 'created')
    return new LitResponse({ id: 7 }, { status: 201, headers: { Location: '/things/7' } });
  if (input === 'page') return new LitResponse('<b>hi</b>', { headers: { 'content-type': 'text/html' } });
  if (input === 'image')
    return new LitResponse(Buffer.from('png'), { headers: { 'content-type': 'image/png' } });
  if (input === 'empty') return new LitResponse(undefined, { status: 204 });
  if (input === 'evil') return new LitResponse('x', { headers: { 'x-a': 'b\r\nset-cookie: c=d' } });
  return new LitResponse(input);
}

@LitEndpoint('/bytes')
class BytesApi {
  predict(input: string): unknown {
    return answerTo(input);
  }
}

class Look implements NestInterceptor {
  intercept(_context: ExecutionContext, next: CallHandler): Observable<unknown> {
    return next.handle();
  }
}

@LitEndpoint('/values')
@UseInterceptors(Look)
class ValuesApi {
  predict(input: string): string {
    return input;
  }

  encodeResponse(output: string): unknown {
    return answerTo(output);
  }
}

describe.each(ADAPTERS)('LitResponse on %s', (adapter) => {
  let running: RunningApp;
  beforeAll(async () => {
    running = await bootApp(adapter, { providers: [BytesApi, ValuesApi] });
  });
  afterAll(() => running.close());

  describe.each(['/bytes', '/values'])('from %s', (path) => {
    it.each([
      ['created', 201, 'application/json; charset=utf-8', '{"id":7}'],
      ['page', 200, 'text/html', '<b>hi</b>'],
      ['image', 200, 'image/png', 'png'],
      ['plain', 200, 'application/json; charset=utf-8', '"plain"'],
      ['empty', 204, null, ''],
    ])('answers %s with its own status and type', async (input, status, type, text) => {
      const answer = await running.post(path, input);
      expect([answer.status, answer.headers.get('content-type'), answer.text]).toEqual([status, type, text]);
    });

    it('carries headers, and lets nobody inject any', async () => {
      expect((await running.post(path, 'created')).headers.get('location')).toBe('/things/7');
      const evil = await running.post(path, 'evil');
      expect([evil.status, evil.headers.get('set-cookie')]).toEqual([500, null]);
    });
  });
});
