import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { request } from 'node:http';
import { ADAPTERS } from '../support/boot-app.js';
import { startApp, until, type StartedApp } from '../support/start-app.js';

interface Answer {
  readonly pid: number;
  readonly seen: readonly string[];
}

describe.each(ADAPTERS)('a model that blocks its process, behind %s', (adapter) => {
  let app: StartedApp;
  beforeAll(async () => {
    app = await startApp('test/fixtures/blocking/main.js', { LITSERVE_ADAPTER: adapter });
  }, 60_000);
  afterAll(() => app.stop(), 30_000);

  const block = async (name: string, ms = 0): Promise<Answer> =>
    (await (await app.post('/block', { name, ms })).json()) as Answer;

  /** A request that its client can leave. */
  const leavable = (name: string): { leave(): void } => {
    const headers = { 'content-type': 'application/json' };
    const call = request(`${app.url}/block`, { method: 'POST', agent: false, headers });
    call.on('error', () => undefined).end(JSON.stringify({ name, ms: 0 }));
    return { leave: () => void call.destroy() };
  };

  /** Not from `/health`, which would wait for the worker. */
  const load = async (): Promise<{ running: number; waiting: number }> => {
    const { endpoints } = (await (await app.get('/info')).json()) as {
      endpoints: [{ stats: { running: number; waiting: number } }];
    };
    return endpoints[0].stats;
  };

  it('is not killed for the short deadline of a client, who has its 504 meanwhile; others wait until it is done', async () => {
    const { pid } = await block('before');
    const since = performance.now();
    const short = { 'x-litserve-timeout-ms': '100' };
    const overdue = await app.post('/block', { name: 'overdue', ms: 1500 }, short);
    const answeredAfter = performance.now() - since;
    expect(overdue.status).toBe(504);
    expect(answeredAfter).toBeGreaterThan(99);
    expect(answeredAfter).toBeLessThan(1000);
    expect((await load()).running).toBe(1);
    const next = await block('next');
    expect(performance.now() - since).toBeGreaterThan(1490);
    expect(next.pid).toBe(pid);
    expect(next.seen).toContain('overdue');
  });

  it('never sees who has left, in the queue or in a batch that was fetched ahead', async () => {
    const first = block('first', 500);
    await until('it runs', async () => (await load()).running === 1);
    const stay = [block('stays', 1000), block('stays, too', 1000)];
    await until('they wait', async () => (await load()).waiting === 2);
    await first;
    const names = ['fetched', 'fetched, too', 'queued', 'queued, too'];
    const leavers = names.map(leavable);
    await until('two are fetched and two wait', async () => {
      const { running, waiting } = await load();
      return running === 4 && waiting === 2;
    });
    for (const one of leavers) one.leave();
    await until('none waits', async () => (await load()).waiting === 0);
    await Promise.all(stay);
    const { seen } = await block('after');
    expect(seen).toEqual(expect.arrayContaining(['stays', 'stays, too', 'after']));
    for (const name of names) expect(seen).not.toContain(name);
  });
});
