import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Step, Stepped } from '../fixtures/sessions/models.js';
import { startApp, until, type StartedApp } from '../support/start-app.js';

interface Reply {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

const LOST: Reply = { status: 409, body: expect.objectContaining({ code: 'session_lost' }) };

describe.each(['express', 'fastify'])('sessions in worker processes, on %s', (adapter) => {
  let app: StartedApp;
  beforeAll(async () => {
    app = await startApp('test/fixtures/sessions/main.js', { LITSERVE_ADAPTER: adapter });
  }, 60_000);
  afterAll(() => app.stop(), 30_000);

  const step = async (body: Step): Promise<Reply> => {
    const response = await app.post('/steps', body);
    return { status: response.status, body: (await response.json()) as Reply['body'] };
  };
  const stepped = async (body: Step): Promise<Stepped> => {
    const reply = await step(body);
    expect(reply.status).toBe(200);
    return reply.body as unknown as Stepped;
  };

  it('find their state again, in the order of their requests', async () => {
    const sessions = Array.from({ length: 12 }, (_, i) => `s${i}`);
    const first = await Promise.all(sessions.map((session) => stepped({ session, start: true })));
    expect(new Set(first.map(({ pid }) => pid)).size).toBe(2);
    const rest = await Promise.all(
      [2, 3, 4].flatMap((n) =>
        sessions.map(async (session, i) => ({ n, pid: first[i]?.pid, got: await stepped({ session }) })),
      ),
    );
    // Requests of different connections have no order among them, but each has a number of its own.
    for (const { pid, got } of rest) expect(got.pid).toBe(pid);
    for (const session of sessions.keys()) {
      const numbers = rest.filter((_, i) => i % sessions.length === session).map(({ got }) => got.steps);
      expect(numbers.toSorted((a, b) => a - b)).toEqual([2, 3, 4]);
    }
    expect((await stepped({ session: 's0' })).steps).toBe(5);
  }, 30_000);

  it('fail with their batch, which is not run again', async () => {
    expect(await stepped({ session: 'spoiled', start: true })).toMatchObject({ steps: 1 });
    expect((await step({ session: 'spoiled', does: 'throw' })).status).toBe(500);
    expect(await stepped({ session: 'spoiled' })).toMatchObject({ steps: 3 });
  });

  it('are lost with their worker, running and waiting, and start anew', async () => {
    const { pid } = await stepped({ session: 'a', start: true });
    const running = step({ session: 'a', does: 'wait' });
    const waiting = step({ session: 'a' });
    await until('one runs and one waits', async () => {
      const report = (await (await app.get('/health')).json()) as {
        endpoints: { waiting: number; running: number }[];
      };
      return report.endpoints[0]?.waiting === 1 && report.endpoints[0].running === 1;
    });
    process.kill(pid, 'SIGKILL');
    expect(await Promise.all([running, waiting])).toEqual([LOST, LOST]);
    expect(await stepped({ session: 'a', start: true })).toMatchObject({ steps: 1 });
    expect(await stepped({ session: 'a' })).toMatchObject({ steps: 2 });
  }, 30_000);

  it('that were idle are told so with their next request, once', async () => {
    const { pid } = await stepped({ session: 'idle', start: true });
    process.kill(pid, 'SIGKILL');
    await until('it is gone', () => !app.workers().includes(pid));
    expect(await step({ session: 'idle' })).toEqual(LOST);
    const next = await stepped({ session: 'idle', start: true });
    expect(next).toMatchObject({ steps: 1 });
    expect(next.pid).not.toBe(pid);
  }, 30_000);

  it('hold their key for the whole length of a stream', async () => {
    const talk = async (signal?: AbortSignal): Promise<Response> =>
      fetch(`${app.url}/talk`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept: 'application/x-ndjson' },
        body: JSON.stringify({ session: 'talk' }),
        ...(signal ? { signal } : {}),
      });
    const [first, second] = await Promise.all([talk(), talk()].map(async (one) => (await one).text()));
    const lines = [first, second].flatMap((text) => text?.trim().split('\n') ?? []);
    expect(lines).toHaveLength(120);
    expect(new Set(lines.map((line) => (JSON.parse(line) as { running: number }).running))).toEqual(
      new Set([1]),
    );
  }, 30_000);
});
