import {
  BadRequestException,
  Header,
  HttpException,
  UseGuards,
  UseInterceptors,
  type CallHandler,
  type CanActivate,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createParser, type EventSourceMessage } from 'eventsource-parser';
import { DONE, LitContext, LitEndpoint } from 'nestjs-litserve';
import { EventEmitter, once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { map, type Observable } from 'rxjs';
import { ADAPTERS, bootApp, type RunningApp } from '../support/boot-app.js';

const events = new EventEmitter();

class Deny implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    return !context.switchToHttp().getRequest<{ headers: Record<string, string> }>().headers['x-deny'];
  }
}

@LitEndpoint('/count', { stream: true, concurrency: 8 })
@UseGuards(Deny)
class CountApi {
  @Header('x-model', 'counter')
  decodeRequest(body: { to: number; fail?: 'early' | 'late' | 'odd' }): { to: number; fail?: string } {
    if (body.to < 0) throw new BadRequestException('to must not be negative');
    return body;
  }

  *predict({ to, fail }: { to: number; fail?: string }): Generator {
    if (fail === 'early') throw new HttpException('too early', 425);
    for (let i = 1; i <= to; i++) {
      if (fail === 'late' && i === 3) throw new HttpException('too late', 410);
      if (fail === 'odd' && i === 3) throw new Error('secret');
      yield { i };
    }
  }
}

@LitEndpoint('/lines', { stream: true })
class LinesApi {
  async *predict(lines: string[], context: LitContext): AsyncGenerator<string> {
    for (const line of lines) {
      await Promise.resolve();
      yield `${line}${context.params['none'] ?? ''}`;
    }
  }

  encodeResponse(line: string): string {
    return line.toUpperCase();
  }
}

@LitEndpoint('/joined', { stream: true })
class JoinedApi {
  *predict(words: string[]): Generator<string> {
    yield* words;
  }

  async *encodeResponse(words: AsyncIterable<string>): AsyncGenerator<string> {
    let before = '';
    for await (const word of words) yield (before += word);
  }
}

@LitEndpoint('/together', { stream: true, maxBatchSize: 8, batchTimeoutMs: 200 })
class TogetherApi {
  *predict(inputs: number[]): Generator<unknown[]> {
    for (let step = 1; step <= 5; step++) {
      yield inputs.map((n) =>
        n === 13 ? new BadRequestException('unlucky') : step > n ? DONE : `${n}:${step}`,
      );
    }
  }
}

class Wrap implements NestInterceptor {
  intercept(_context: ExecutionContext, next: CallHandler): Observable<unknown> {
    return next.handle().pipe(map((chunk: unknown) => ({ wrapped: chunk })));
  }
}

@LitEndpoint('/wrapped', { stream: true })
@UseInterceptors(Wrap)
class WrappedApi {
  *predict(to: number): Generator {
    for (let i = 0; i < to; i++) yield { i, at: new Date(0) };
  }
}

@LitEndpoint('/endless', { stream: true, concurrency: 8 })
class EndlessApi {
  async *predict(name: string, context: LitContext): AsyncGenerator<string> {
    const chunk = 'x'.repeat(16 * 1024);
    let produced = 0;
    try {
      for (; !context.signal.aborted; produced++) yield chunk;
    } finally {
      events.emit(`ended ${name}`, produced);
    }
  }
}

function sse(text: string): Pick<EventSourceMessage, 'event' | 'data'>[] {
  const seen: Pick<EventSourceMessage, 'event' | 'data'>[] = [];
  createParser({
    onEvent: ({ event, data }) => seen.push(event === undefined ? { data } : { event, data }),
  }).feed(text);
  return seen;
}

const data = (...chunks: unknown[]) =>
  chunks.map((chunk) => ({ data: typeof chunk === 'string' ? chunk : JSON.stringify(chunk) }));

describe.each(ADAPTERS)('streams on %s', (adapter) => {
  let running: RunningApp;
  beforeAll(async () => {
    running = await bootApp(adapter, {
      providers: [CountApi, LinesApi, JoinedApi, TogetherApi, WrappedApi, EndlessApi],
      setUp: (app) => app.enableCors({ origin: 'https://x.test' }),
    });
  });
  afterAll(() => running.close());

  const open = async (path: string, body: unknown): Promise<{ response: IncomingMessage; leave(): void }> => {
    const call = request(running.url + path, {
      method: 'POST',
      agent: false,
      headers: { 'content-type': 'application/json' },
    });
    call.on('error', () => undefined).end(JSON.stringify(body));
    const [response] = (await once(call, 'response')) as [IncomingMessage];
    response.on('error', () => undefined);
    return { response, leave: () => call.destroy() };
  };

  it('answers server-sent events, with the headers of the app', async () => {
    const answer = await running.post('/count', { to: 3 }, { origin: 'https://x.test' });
    expect(answer.status).toBe(200);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache, no-transform',
      'access-control-allow-origin': 'https://x.test',
      'x-model': 'counter',
      'x-request-id': expect.any(String),
    });
    expect(sse(answer.text)).toEqual(data({ i: 1 }, { i: 2 }, { i: 3 }));
  });

  it('answers NDJSON or one list, by Accept', async () => {
    const lines = await running.post('/count', { to: 2 }, { accept: 'application/x-ndjson' });
    expect([lines.headers.get('content-type'), lines.text]).toEqual([
      'application/x-ndjson; charset=utf-8',
      '{"i":1}\n{"i":2}\n',
    ]);
    const list = await running.post('/count', { to: 2 }, { accept: 'application/json' });
    expect([list.headers.get('content-type'), list.json]).toEqual([
      'application/json; charset=utf-8',
      [{ i: 1 }, { i: 2 }],
    ]);
  });

  it('sends texts as they are, whatever lines they have, through async generators and encodeResponse', async () => {
    const answer = await running.post('/lines', ['one\ntwo', ' three', 'ü\r\nö']);
    expect(sse(answer.text)).toEqual(data('ONE\nTWO', ' THREE', 'Ü\nÖ'));
    const joined = await running.post('/joined', ['a', 'b', 'c']);
    expect(sse(joined.text)).toEqual(data('a', 'ab', 'abc'));
  });

  it('answers a stream without chunks with an empty 200', async () => {
    for (const [accept, text] of [
      ['*/*', ''],
      ['application/x-ndjson', ''],
      ['application/json', '[]'],
    ] as const) {
      expect(await running.post('/count', { to: 0 }, { accept })).toMatchObject({ status: 200, text });
    }
  });

  it('answers what goes wrong before the first chunk like any error', async () => {
    expect((await running.post('/count', { to: 3 }, { 'x-deny': '1' })).status).toBe(403);
    expect(await running.post('/count', { to: -1 })).toMatchObject({
      status: 400,
      json: { message: 'to must not be negative' },
    });
    expect((await running.post('/count', { to: 3, fail: 'early' })).status).toBe(425);
  });

  it('ends with an error event after it, which says no more than a client may know', async () => {
    const late = await running.post('/count', { to: 9, fail: 'late' }, { 'x-request-id': 'r1' });
    expect(late.status).toBe(200);
    expect(sse(late.text).slice(0, 2)).toEqual(data({ i: 1 }, { i: 2 }));
    const [, , error] = sse(late.text);
    expect(error?.event).toBe('error');
    expect(JSON.parse(error?.data ?? '')).toEqual({
      statusCode: 410,
      code: 'gone',
      message: 'too late',
      requestId: 'r1',
    });
    const odd = await running.post('/count', { to: 9, fail: 'odd' }, { accept: 'application/x-ndjson' });
    expect(JSON.parse(odd.text.trim().split('\n').at(-1) ?? '')).toEqual({
      error: expect.objectContaining({
        statusCode: 500,
        code: 'internal_error',
        message: 'Internal server error',
      }),
    });
    const list = await running.post('/count', { to: 9, fail: 'late' }, { accept: 'application/json' });
    expect(list.status).toBe(410);
  });

  it('steps a batch together while each item ends on its own', async () => {
    const answers = await Promise.all([1, 13, 3, 0].map((n) => running.post('/together', n)));
    expect(answers.map(({ status }) => status)).toEqual([200, 400, 200, 200]);
    expect(sse(answers[0]?.text ?? '')).toEqual(data('1:1'));
    expect(sse(answers[2]?.text ?? '')).toEqual(data('3:1', '3:2', '3:3'));
    expect(answers[3]?.text).toBe('');
  });

  it('shows each chunk to interceptors, as a value', async () => {
    const answer = await running.post('/wrapped', 2);
    const chunk = (i: number) => ({ wrapped: { i, at: '1970-01-01T00:00:00.000Z' } });
    expect(sse(answer.text)).toEqual(data(chunk(0), chunk(1)));
    const list = await running.post('/wrapped', 2, { accept: 'application/json' });
    expect(list.json).toEqual([chunk(0), chunk(1)]);
  });

  it('carries ten thousand chunks in order', async () => {
    const answer = await running.post('/count', { to: 10_000 }, { accept: 'application/json' });
    expect((answer.json as { i: number }[]).map(({ i }) => i)).toEqual(
      Array.from({ length: 10_000 }, (_, i) => i + 1),
    );
  });

  it('ends the generator when its client leaves', async () => {
    const { response, leave } = await open('/endless', `leaver ${adapter}`);
    await once(response, 'data');
    const ended = once(events, `ended leaver ${adapter}`);
    leave();
    await ended;
  });

  it('holds back only the stream whose client does not read', async () => {
    const slow = await open('/endless', `slow ${adapter}`);
    slow.response.pause();
    const quick = await running.post('/count', { to: 100 });
    expect(sse(quick.text)).toHaveLength(100);
    const ended = once(events, `ended slow ${adapter}`) as Promise<[number]>;
    slow.leave();
    const [produced] = await ended;
    // The window, the socket buffers of both ends and little more; unbounded it would be thousands.
    expect(produced).toBeLessThan(1000);
  });
});
