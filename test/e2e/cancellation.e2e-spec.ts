import { Body } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { InjectEndpoint, LitContext, LitEndpoint, LitServeService, type EndpointRef } from 'nestjs-litserve';
import { EventEmitter, once } from 'node:events';
import { request, type ClientRequest } from 'node:http';
import { ADAPTERS, bootApp, type RunningApp } from '../support/boot-app.js';
import { until } from '../support/start-app.js';

/** What happens in the models, which run in this process. */
const models = new EventEmitter();
let seen: string[];

/** One at a time; pays no attention to its signal, but tells of it. */
@LitEndpoint('/stubborn', { timeoutMs: 10_000 })
class StubbornApi {
  async predict(name: string, { signal }: LitContext): Promise<string> {
    seen.push(name);
    signal.addEventListener('abort', () => seen.push(`${name} aborted`));
    models.emit(name);
    await once(models, `release ${name}`);
    return name;
  }
}

@LitEndpoint('/front', { concurrency: 4, timeoutMs: 0 })
class FrontApi {
  constructor(@InjectEndpoint(StubbornApi) private readonly stubborn: EndpointRef<StubbornApi>) {}

  decodeRequest(@Body() name: string): string {
    return name;
  }

  predict(name: string, ctx: LitContext): Promise<unknown> {
    return this.stubborn.predict(name, { ctx });
  }
}

@LitEndpoint('/stream', { stream: true, timeoutMs: 0 })
class StreamApi {
  async *predict(_input: unknown, { signal }: LitContext): AsyncGenerator<string> {
    try {
      yield 'first';
      models.emit('streams');
      await once(signal, 'abort');
      seen.push('aborted');
    } finally {
      seen.push('ended');
      models.emit('ended');
    }
  }
}

describe.each(ADAPTERS)('who does not want an answer any more on %s', (adapter) => {
  let running: RunningApp;
  beforeEach(async () => {
    seen = [];
    running = await bootApp(adapter, { providers: [StubbornApi, FrontApi, StreamApi] });
  });
  afterEach(() => running.close());

  const stats = (name: string) => running.app.get(LitServeService).stats()[name];
  const load = (name: string): string => `${stats(name)?.running} run, ${stats(name)?.waiting} wait`;

  /** A request that its client can leave with `destroy`. */
  const leavable = (path: string, body: unknown, accept = '*/*'): ClientRequest => {
    const headers = { 'content-type': 'application/json', accept };
    const call = request(running.url + path, { method: 'POST', agent: false, headers });
    return call.on('error', () => undefined).end(JSON.stringify(body));
  };

  it('is told 504 at the deadline, and the slot stays taken until the model is done', async () => {
    const overdue = await running.post('/stubborn', 'slow', { 'x-litserve-timeout-ms': '50' });
    expect(overdue.status).toBe(504);
    await until('it hears of it', () => seen.includes('slow aborted'));
    const next = running.post('/stubborn', 'next');
    await until('the next one waits', () => load('stubborn') === '1 run, 1 wait');
    expect(seen).not.toContain('next');
    const runs = once(models, 'next');
    models.emit('release slow');
    await runs;
    models.emit('release next');
    expect((await next).status).toBe(200);
  });

  it('keeps its slot when the client has left, until the model is done', async () => {
    const runs = once(models, 'left');
    const client = leavable('/stubborn', 'left');
    await runs;
    client.destroy();
    await until('it hears of it', () => seen.includes('left aborted'));
    expect(load('stubborn')).toBe('1 run, 0 wait');
    models.emit('release left');
    await until('the slot is free', () => load('stubborn') === '0 run, 0 wait');
  });

  it('leaves the queue at once, whether asked for over HTTP, from code, or by a hook on its behalf', async () => {
    const first = running.post('/stubborn', 'first');
    await until('it runs', () => seen.includes('first'));
    const leave = new AbortController();
    const ref = running.app.get(LitServeService).ref(StubbornApi);
    const called = ref.predict('from code', { signal: leave.signal });
    const clients = [leavable('/stubborn', 'over HTTP'), leavable('/front', 'on behalf')];
    await until('all wait', () => load('stubborn') === '1 run, 3 wait');
    leave.abort(new Error('no more'));
    await expect(called).rejects.toThrow('no more');
    for (const client of clients) client.destroy();
    await until('none waits', () => load('stubborn') === '1 run, 0 wait');
    models.emit('release first');
    expect((await first).status).toBe(200);
    await until(
      'nothing runs',
      () => load('stubborn') === '0 run, 0 wait' && load('front') === '0 run, 0 wait',
    );
    expect(seen).toEqual(['first']);
  });

  it('aborts what it has called, down the chain', async () => {
    const runs = once(models, 'deep');
    const client = leavable('/front', 'deep');
    await runs;
    client.destroy();
    await until('the last one hears of it', () => seen.includes('deep aborted'));
    models.emit('release deep');
    await until('nothing runs', () => load('front') === '0 run, 0 wait');
  });

  it.each(['text/event-stream', 'application/x-ndjson', 'application/json'])(
    'ends the generator of a stream in %s',
    async (accept) => {
      const streams = once(models, 'streams');
      const client = leavable('/stream', 1, accept);
      await streams;
      const ended = once(models, 'ended');
      client.destroy();
      await ended;
      expect(seen).toEqual(['aborted', 'ended']);
      await until('its slot is free', () => load('stream') === '0 run, 0 wait');
    },
  );
});
