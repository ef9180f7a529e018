import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { EndpointStats, InfoReport } from 'nestjs-litserve';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Plan, Report } from '../fixtures/calls/steps.js';
import { ADAPTERS } from '../support/boot-app.js';
import { startApp, until, type StartedApp } from '../support/start-app.js';

const MAIN = 'test/fixtures/calls/main.js';
const HANG: Plan = { hang: true };
/** Through three pools, down to something that only ends when it is told to. */
const DEEP: Plan = {
  calls: [
    { to: 'embed', plan: { calls: [{ to: 'rank', plan: HANG }] } },
    { to: 'tokens', plan: 1e6, stream: true },
  ],
};

const hasError = (error: object) => ({ error: expect.objectContaining(error) as object });

describe.each(ADAPTERS)('calls between real workers behind %s', (adapter) => {
  let app: StartedApp;
  beforeAll(async () => {
    app = await startApp(MAIN, { LITSERVE_ADAPTER: adapter });
  }, 60_000);
  afterAll(() => app.stop(), 30_000);

  const ask = async (path: string, plan: Plan, headers = {}): Promise<Report> => {
    const response = await app.post(path, plan, headers);
    return (await response.json()) as Report;
  };
  /** Items of all endpoints that wait or run. */
  const inHand = async (): Promise<number> => {
    const { endpoints } = (await (await app.get('/health')).json()) as {
      endpoints: { waiting: number; running: number }[];
    };
    return endpoints.reduce((sum, { waiting, running }) => sum + waiting + running, 0);
  };

  /** Resolves with the name of the error when the client has gone. */
  const postUntil = (signal: AbortSignal, path: string, plan: Plan): Promise<string> =>
    fetch(app.url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(plan),
      signal,
    }).then(String, (error: Error) => error.name);
  const statsOf = async (name: string): Promise<EndpointStats> => {
    const { endpoints } = (await (await app.get('/info')).json()) as InfoReport;
    return endpoints.find((one) => one.name === name)?.stats as EndpointStats;
  };

  it('reach two endpoints in other pools, with the request id of the request', async () => {
    const plan: Plan = { calls: [{ to: 'embed' }, { to: 'rank' }] };
    const report = await ask('/front', plan, { 'x-request-id': 'mine' });
    expect(report.answers).toMatchObject([
      { name: 'embed', requestId: 'mine' },
      { name: 'rank', requestId: 'mine' },
    ]);
    const pids = [report, ...(report.answers as Report[])].map(({ pid }) => pid);
    expect(new Set(pids).size).toBe(3);
  });

  it('come from a controller, too', async () => {
    const report = await ask('/code/predict', { calls: [{ to: 'rank' }] });
    expect(report).toMatchObject({ name: 'front', answers: [{ name: 'rank' }] });
  });

  it('reach the endpoints of the caller’s own pool, though it has one worker with one place', async () => {
    const plans = Array.from({ length: 5 }, () =>
      ask('/other-twin', { calls: [{ to: 'twin', plan: { calls: [{ to: 'rank' }] } }] }),
    );
    for (const report of await Promise.all(plans)) {
      expect(report.answers).toMatchObject([{ name: 'twin', pid: report.pid, answers: [{ name: 'rank' }] }]);
    }
  });

  it('bring the chunks of a stream', async () => {
    const to = 5;
    const report = await ask('/front', {
      calls: [
        { to: 'tokens', plan: to, stream: true },
        { to: 'tokens', plan: to },
      ],
    });
    const tokens = Array.from({ length: to }, (_, token) => ({ token }));
    expect(report.answers).toEqual([tokens, tokens]);
  });

  it('inherit what is left of the deadline, and no more', async () => {
    const plan: Plan = { sleepMs: 50, calls: [{ to: 'embed', plan: { calls: [{ to: 'rank' }] } }] };
    const report = await ask('/front', plan, { 'x-litserve-timeout-ms': '5000' });
    const [embed] = report.answers as Report[];
    const [rank] = (embed?.answers ?? []) as Report[];
    // Durations cross, and the way itself takes time that they do not count.
    expect(embed?.remainingMs).toBeLessThan(4990);
    expect(rank?.remainingMs).toBeLessThan((embed?.remainingMs ?? 0) + 1);
  });

  it('end at their own timeoutMs, while their caller goes on', async () => {
    const report = await ask('/front', { calls: [{ to: 'rank', plan: HANG, timeoutMs: 100 }] });
    expect(report.answers).toEqual([hasError({ code: 'deadline_exceeded', status: 504 })]);
    await until('nothing runs', async () => (await inHand()) === 0);
  });

  it('end with the deadline of the request', async () => {
    const response = await app.post('/front', DEEP, { 'x-litserve-timeout-ms': '300' });
    expect(response.status).toBe(504);
    await until('nothing runs', async () => (await inHand()) === 0);
  });

  it('inherit the priority, unless they have one', async () => {
    const report = await ask('/front', { calls: [{ to: 'rank' }, { to: 'rank', priority: 'low' }] });
    expect(report.answers).toMatchObject([{ priority: 'normal' }, { priority: 'low' }]);
  });

  it('are refused in a circle, with ctx', async () => {
    const report = await ask('/front', { calls: [{ to: 'embed', plan: { calls: [{ to: 'front' }] } }] });
    const message = 'Endpoint front calls itself: front → embed → front';
    expect(report.answers).toMatchObject([
      { answers: [hasError({ code: 'endpoint_cycle', status: 508, message })] },
    ]);
    const alone = await ask('/front', { calls: [{ to: 'front', alone: true }] });
    expect(alone.answers).toMatchObject([{ name: 'front' }]);
  });

  it.each(['/front', '/code/stream'])(
    'are all cancelled when the clients of %s leave, under load',
    async (path) => {
      const leave = new AbortController();
      const clients = Array.from({ length: 20 }, () => postUntil(leave.signal, path, DEEP));
      // Not through embed, whose batches are as slow as their slowest item.
      const others = Array.from({ length: 20 }, () => ask('/front', { calls: [{ to: 'rank' }] }));
      // Of each client: front, embed, rank and tokens.
      await until('all calls are under way', async () => (await inHand()) >= 80, 15_000);
      for (const report of await Promise.all(others)) {
        expect(report.answers).toMatchObject([{ name: 'rank' }]);
      }
      leave.abort();
      expect(new Set(await Promise.all(clients))).toEqual(new Set(['AbortError']));
      await until('nothing runs any more', async () => (await inHand()) === 0);
    },
    30_000,
  );

  it('survive the death of the worker that they have reached', async () => {
    const report = await ask('/front', { calls: [{ to: 'embed', plan: { die: 'once' } }] });
    expect(report.answers).toMatchObject([{ name: 'embed', attempt: 1 }]);
  }, 30_000);

  it('end with the worker that has made them', async () => {
    const { pid } = await ask('/front', {});
    const leave = new AbortController();
    const waiting = postUntil(leave.signal, '/front', { calls: [{ to: 'rank', plan: HANG }] });
    await until('the call is under way', async () => (await inHand()) === 2);
    const { cancelled } = await statsOf('rank');
    process.kill(pid, 'SIGKILL');
    await until('front runs again, and a new call', async () => {
      const [front, rank] = [await statsOf('front'), await statsOf('rank')];
      return (
        front.retried === 1 && front.running === 1 && rank.cancelled === cancelled + 1 && rank.running === 1
      );
    });
    leave.abort();
    expect(await waiting).toBe('AbortError');
    await until('nothing runs', async () => (await inHand()) === 0);
  }, 30_000);
});

describe('calls in an app that closes', () => {
  it('are taken on behalf of what was accepted, and refused otherwise', async () => {
    const app = await startApp(MAIN);
    const accepted = app.post('/front', {
      sleepMs: 500,
      calls: [
        { to: 'embed', plan: { calls: [{ to: 'rank' }] } },
        { to: 'rank', alone: true },
      ],
    } satisfies Plan);
    await until('it runs', async () => {
      const health = (await (await app.get('/health')).json()) as { endpoints: { running: number }[] };
      return health.endpoints.some(({ running }) => running > 0);
    });
    await app.stop();
    expect((await (await accepted).json()) as Report).toMatchObject({
      answers: [{ name: 'embed', answers: [{ name: 'rank' }] }, hasError({ code: 'draining' })],
    });
    expect(app.process.exitCode ?? app.process.signalCode).not.toBe('SIGKILL');
  }, 60_000);
});

describe('a program without a server', () => {
  const run = async (...args: string[]) => {
    const { JEST_WORKER_ID: _jest, NODE_OPTIONS: _options, ...env } = process.env;
    const file = join(import.meta.dirname, '../../dist/test/fixtures/calls/script.js');
    const child = spawn(process.execPath, [file, ...args], { env, stdio: ['ignore', 'pipe', 'inherit'] });
    const [output, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')]);
    const line = output.split('\n').find((one) => one.startsWith('{')) ?? '{}';
    return {
      code: code as number,
      ...(JSON.parse(line) as { before: number; after: number; report: Report }),
    };
  };

  it('starts its workers with its first call, and ends', async () => {
    const { code, before, report } = await run();
    expect({ code, before }).toEqual({ code: 0, before: 0 });
    expect(report).toMatchObject({ name: 'front', answers: [{ name: 'embed' }] });
  }, 30_000);

  it('starts none without a call', async () => {
    expect(await run('idle')).toMatchObject({ code: 0, before: 0, after: 0 });
  }, 30_000);
});
