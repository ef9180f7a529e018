import { afterEach, describe, expect, it } from '@jest/globals';
import { LitContext, LitEndpoint } from 'nestjs-litserve';
import { once, EventEmitter } from 'node:events';
import { request } from 'node:http';
import { ADAPTERS, bootApp, type RunningApp } from '../support/boot-app.js';

/** What happens in the model, for specs that must know; the hooks run inline, in this process. */
const events = new EventEmitter();
let release: () => void = () => undefined;

@LitEndpoint('/gate', { timeoutMs: 5000, maxQueueSize: 2 })
class GateApi {
  async predict(input: unknown, context: LitContext): Promise<unknown> {
    events.emit('running', input);
    await new Promise<void>((resolve) => {
      release = resolve;
      context.signal.addEventListener('abort', () => {
        events.emit('aborted', input);
        resolve();
      });
    });
    return input;
  }
}

@LitEndpoint('/slow', { timeoutMs: 60 })
class SlowApi {
  async predict(_input: unknown, context: LitContext): Promise<unknown> {
    await new Promise((resolve) => context.signal.addEventListener('abort', resolve));
    return 'too late';
  }
}

describe.each(ADAPTERS)('limits on %s', (adapter) => {
  let running: RunningApp;
  afterEach(async () => {
    release();
    await running.close();
  });

  it('answers 504 at the deadline and not at the end of the run', async () => {
    running = await bootApp(adapter, { providers: [SlowApi] });
    expect(await running.post('/slow', 1)).toMatchObject({
      status: 504,
      json: { code: 'deadline_exceeded', message: expect.stringMatching(/^No answer within \d+ ms$/) },
    });
  });

  it('lets a client shorten its deadline, but not with nonsense', async () => {
    running = await bootApp(adapter, { providers: [GateApi] });
    const short = await running.post('/gate', 1, { 'x-litserve-timeout-ms': '50' });
    expect(short.status).toBe(504);
    expect(await running.post('/gate', 1, { 'x-litserve-timeout-ms': '-5' })).toMatchObject({
      status: 400,
      json: { code: 'invalid_timeout' },
    });
  });

  it('refuses what the queue cannot hold with 429 and Retry-After, and loses nothing it accepted', async () => {
    running = await bootApp(adapter, { providers: [GateApi] });
    const started = once(events, 'running');
    const answers = [running.post('/gate', 'a')];
    await started;
    // One runs, one is prefetched, two wait: of ten more, seven are refused while the first still runs.
    let refused = 0;
    const sevenRefused = once(events, 'seven refused');
    answers.push(
      ...Array.from({ length: 10 }, async (_, n) => {
        const answer = await running.post('/gate', n);
        if (answer.status === 429 && ++refused === 7) events.emit('seven refused');
        return answer;
      }),
    );
    await sevenRefused;
    events.on('running', () => setImmediate(() => release()));
    release();
    const settled = await Promise.all(answers);
    events.removeAllListeners('running');
    const refusals = settled.filter(({ status }) => status === 429);
    expect(refusals).toHaveLength(7);
    expect(refusals[0]).toMatchObject({ json: { code: 'queue_full' } });
    expect(Number(refusals[0]?.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    expect(settled.filter(({ status }) => status === 200)).toHaveLength(4);
  });

  it('aborts the signal of a running item when its client leaves', async () => {
    running = await bootApp(adapter, { providers: [GateApi] });
    const started = once(events, 'running');
    const client = request(`${running.url}/gate`, { method: 'POST', agent: false });
    client.on('error', () => undefined).end('x');
    await started;
    const aborted = once(events, 'aborted');
    client.destroy();
    await aborted;
  });
});
