import { beforeEach, describe, expect, it } from '@jest/globals';
import { LitContext, LitEndpoint } from 'nestjs-litserve';
import { once } from 'node:events';
import { ADAPTERS, bootApp, type RunningApp } from '../support/boot-app.js';
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

describe.each(ADAPTERS)('an app that closes on %s', (adapter) => {
  let running: RunningApp;
  beforeEach(async () => {
    const litserve = { drainTimeoutMs: DRAIN_MS };
    running = await bootApp(adapter, { providers: [StreamApi, WaitApi], litserve });
  });

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

  it('does not wait when nothing runs', async () => {
    expect((await running.post('/stream', 1)).status).toBe(200);
    const since = performance.now();
    await running.close();
    expect(performance.now() - since).toBeLessThan(DRAIN_MS);
  });
});

async function accepted(running: RunningApp, count: number): Promise<void> {
  const endpoints = async () =>
    ((await running.get('/health')).json as { endpoints: { running: number; waiting: number }[] }).endpoints;
  const sum = async () => (await endpoints()).reduce((all, { running: r, waiting: w }) => all + r + w, 0);
  while ((await sum()) < count);
}
