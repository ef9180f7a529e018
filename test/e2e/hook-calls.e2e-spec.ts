import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { LitServeService, type EndpointStats } from 'nestjs-litserve';
import { CallsModule } from '../fixtures/calls/calls.module.js';
import type { Plan, Report } from '../fixtures/calls/steps.js';
import { ADAPTERS, bootApp, type RunningApp } from '../support/boot-app.js';

const HANG: Plan = { hang: true };

/** What real workers do is in test/process/calls.e2e-spec.ts; inline, the same must hold. */
describe.each(ADAPTERS)('calls of hooks, inline, on %s', (adapter) => {
  let running: RunningApp;
  beforeAll(async () => {
    running = await bootApp(adapter, CallsModule);
  });
  afterAll(() => running.close());

  const ask = async (plan: Plan, path = '/front'): Promise<Report> =>
    (await running.post(path, plan)).json as Report;
  const stats = (): EndpointStats[] => Object.values(running.app.get(LitServeService).stats());
  const inHand = (): number => stats().reduce((sum, one) => sum + one.waiting + one.running, 0);
  const until = async (holds: () => boolean): Promise<void> => {
    while (!holds()) await new Promise((resolve) => setImmediate(resolve));
  };

  it('cross the codec, into other pools and into their own', async () => {
    const { answers } = await ask({ calls: [{ to: 'embed' }, { to: 'tokens', plan: 2, stream: true }] });
    expect(answers).toMatchObject([{ name: 'embed' }, [{ token: 0 }, { token: 1 }]]);
    expect((await ask({ calls: [{ to: 'twin' }] }, '/other-twin')).answers).toMatchObject([{ name: 'twin' }]);
  });

  it('are refused in a circle', async () => {
    const { answers } = await ask({ calls: [{ to: 'rank', plan: { calls: [{ to: 'front' }] } }] });
    expect(answers).toMatchObject([{ answers: [{ error: { code: 'endpoint_cycle', status: 508 } }] }]);
  });

  it('end with their request, all the way down', async () => {
    const leave = new AbortController();
    const plan: Plan = { calls: [{ to: 'embed', plan: { calls: [{ to: 'rank', plan: HANG }] } }] };
    const left = fetch(`${running.url}/front`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(plan),
      signal: leave.signal,
    }).catch((error: Error) => error.name);
    await until(() => inHand() === 3);
    leave.abort();
    expect(await left).toBe('AbortError');
    await until(() => inHand() === 0);
  });

  it('end at the deadline of their request, or at their own', async () => {
    const own = await ask({ calls: [{ to: 'rank', plan: HANG, timeoutMs: 30 }] });
    expect(own.answers).toMatchObject([{ error: { code: 'deadline_exceeded', status: 504 } }]);
    const plan: Plan = { calls: [{ to: 'rank', plan: HANG }] };
    expect((await running.post('/front', plan, { 'x-litserve-timeout-ms': '30' })).status).toBe(504);
    await until(() => inHand() === 0);
  });
});
