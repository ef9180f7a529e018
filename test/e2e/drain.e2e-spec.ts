import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { LitContext, LitEndpoint, LitServeService } from 'nestjs-litserve';
import { once } from 'node:events';
import { ADAPTERS, bootApp, type RunningApp } from '../support/boot-app.js';
import { post, RawConnection } from '../support/raw-request.js';
import { StreamClient } from '../support/stream-client.js';

const DRAIN_MS = 200;

@LitEndpoint('/stream', { stream: true, timeoutMs: 0 })
class StreamApi {
  async *predict(to: number, { signal }: LitContext): AsyncGenerator<number> {
    yield 0;
    if (to > 1) await once(signal, 'abort');
  }
}

@LitEndpoint('/wait', { timeoutMs: 0 })
class WaitApi {
  async predict(_: unknown, { signal }: LitContext): Promise<void> {
    await once(signal, 'abort');
  }
}

@LitEndpoint('/large')
class LargeApi {
  predict(bytes: number): Buffer {
    return Buffer.alloc(bytes);
  }
}

describe.each(ADAPTERS)('an app that closes on %s', (adapter) => {
  let running: RunningApp;
  beforeEach(async () => {
    const litserve = { drainTimeoutMs: DRAIN_MS };
    running = await bootApp(adapter, { providers: [StreamApi, WaitApi, LargeApi], litserve });
  });
  afterEach(() => running.close());

  it('gives what it has accepted drainTimeoutMs to finish, whether it runs or waits, and then is closed', async () => {
    const stream = await StreamClient.open(`${running.url}/stream`, 2);
    const waitingStream = running.post('/stream', 2);
    const answers = [running.post('/wait'), running.post('/wait'), waitingStream];
    await accepted(running, 4);
    const since = performance.now();
    await running.close();
    // Timers count whole milliseconds.
    expect(performance.now() - since).toBeGreaterThan(DRAIN_MS - 2);
    await stream.read();
    expect(stream.error).toMatchObject({ statusCode: 503, code: 'draining' });
    for (const answer of await Promise.all(answers)) {
      expect(answer).toMatchObject({ status: 503, json: { code: 'draining' } });
    }
  });

  it('still serves those whose connections are open, and tells them to make another next time', async () => {
    const kept = new RawConnection(running.url).send(post('/large', '1'));
    expect(await kept.statuses(1)).toEqual([200]);
    const closed = running.close();
    kept.send(post('/large', '1'));
    expect(await kept.statuses(2)).toEqual([200, 200]);
    await kept.closed;
    expect(kept.received).toMatch(/connection: close/i);
    await closed;
    await expect(fetch(`${running.url}/livez`)).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } });
  });
});

describe.each(ADAPTERS)('an app that waits for its last answer on %s', (adapter) => {
  it('refuses by itself who comes then, over a connection that it could not end', async () => {
    const running = await bootApp(adapter, { providers: [StreamApi, LargeApi] });
    const request = post('/large', '1');
    const late = new RawConnection(running.url).send(request.slice(0, 10));
    const stream = await StreamClient.open(`${running.url}/stream`, 2);
    const closed = running.close();
    const ref = running.app.get(LitServeService).ref(LargeApi);
    for (let isDraining = false; !isDraining;) {
      isDraining = await ref.predict(1).then(
        () => false,
        (error: { code?: unknown }) => error.code === 'draining',
      );
    }
    expect((await running.app.get(LitServeService).health()).status).toBe('unavailable');
    late.send(request.slice(10));
    expect(await late.statuses(1)).toEqual([503]);
    await late.closed;
    expect(late.received).toMatch(/retry-after: 1\r\n/i);
    expect(late.received).toMatch(/"code":"draining"/);
    stream.leave();
    await closed;
  });
});

describe.each(ADAPTERS)('an app that drains on %s', (adapter) => {
  let running: RunningApp;
  let drained: Promise<void>;
  const boot = async (drainTimeoutMs: number): Promise<void> => {
    const providers = [StreamApi, WaitApi, LargeApi];
    running = await bootApp(adapter, { providers, litserve: { drainTimeoutMs } });
  };
  const drain = (): Promise<void> => (drained = running.app.get(LitServeService).drain());
  afterEach(() => running.close());

  it('refuses new work with the time to come back, and closes its connections', async () => {
    await boot(5000);
    const stream = await StreamClient.open(`${running.url}/stream`, 2);
    void drain();
    const refused = await running.post('/large', 1);
    expect(refused).toMatchObject({ status: 503, json: { code: 'draining' } });
    expect(refused.headers.get('retry-after')).toBe('1');
    expect(refused.headers.get('connection')).toBe('close');
    expect((await running.get('/health')).status).toBe(503);
    expect((await running.get('/livez')).status).toBe(200);
    stream.leave();
    await drained;
  });

  it('refuses a body before it is read, and swallows a part of it', async () => {
    await boot(5000);
    void drain();
    const connection = new RawConnection(running.url);
    const body = JSON.stringify('x'.repeat(1_000_000));
    connection.send(post('/large', body).slice(0, -body.length), body.slice(0, 300_000));
    expect(await connection.statuses(1)).toEqual([503]);
    connection.send(body.slice(300_000));
    await connection.closed;
    expect(connection.received).toMatch(/connection: close/i);
  });

  it('tells a client whose answer was still to come to use another connection next', async () => {
    await boot(DRAIN_MS);
    const connection = new RawConnection(running.url).send(post('/wait', '1'));
    await accepted(running, 1);
    void drain();
    expect(await connection.statuses(1)).toEqual([503]);
    await connection.closed;
    expect(connection.received).toMatch(/connection: close/i);
  });

  it('does not wait for an upload that does not end, nor for a client that does not read', async () => {
    await boot(DRAIN_MS);
    const upload = new RawConnection(running.url).send(
      post('/large', '"x').replace('length: 2', 'length: 999'),
    );
    const deaf = new RawConnection(running.url).pause().send(post('/large', '50000000'));
    await finished(running, 'large', 1);
    const since = performance.now();
    await Promise.all([running.close(), upload.closed]);
    expect(performance.now() - since).toBeLessThan(DRAIN_MS + 2000);
    deaf.leave();
  });
});

@Injectable()
class Operators {
  readonly key = 'secret';
}

@Injectable()
class OperatorGuard implements CanActivate {
  constructor(private readonly operators: Operators) {}

  canActivate(context: ExecutionContext): boolean {
    const { headers } = context.switchToHttp().getRequest<{ headers: Record<string, string> }>();
    return headers['x-key'] === this.operators.key;
  }
}

describe.each(ADAPTERS)('the route that drains on %s', (adapter) => {
  const litserve = { drainPath: '/drain', drainGuard: OperatorGuard, drainTimeoutMs: DRAIN_MS };

  it('is for those who pass its guard, and answers when all is done', async () => {
    const providers = [WaitApi, Operators, OperatorGuard];
    const running = await bootApp(adapter, { providers, litserve });
    try {
      const answer = running.post('/wait');
      await accepted(running, 1);
      expect((await running.post('/drain', {})).status).toBe(403);
      expect((await running.get('/health')).status).toBe(200);
      const drained = await running.post('/drain', {}, { 'x-key': 'secret' });
      expect(drained).toMatchObject({ status: 200, json: { status: 'drained' } });
      expect(await answer).toMatchObject({ status: 503, json: { code: 'draining' } });
      expect((await running.post('/wait')).status).toBe(503);
    } finally {
      await running.close();
    }
  });

  it('is not there by default, and not without a guard that can be made', async () => {
    const running = await bootApp(adapter, { providers: [WaitApi] });
    expect((await running.post('/drain', {})).status).toBe(404);
    await running.close();
    const unguarded = bootApp(adapter, { providers: [WaitApi], litserve: { drainPath: '/drain' } });
    await expect(unguarded).rejects.toThrow('drainPath needs drainGuard');
    await expect(bootApp(adapter, { providers: [WaitApi], litserve })).rejects.toThrow('OperatorGuard');
  });
});

type Counts = Readonly<Record<'running' | 'waiting', number>>;

async function accepted(running: RunningApp, count: number): Promise<void> {
  const endpoints = async () => ((await running.get('/health')).json as { endpoints: Counts[] }).endpoints;
  const sum = async () => (await endpoints()).reduce((all, { running: r, waiting: w }) => all + r + w, 0);
  while ((await sum()) < count);
}

async function finished(running: RunningApp, endpoint: string, count: number): Promise<void> {
  const stats = () => running.app.get(LitServeService).stats()[endpoint];
  while ((stats()?.completed ?? 0) < count) await new Promise((resolve) => setTimeout(resolve, 5));
}
