import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Agent } from 'node:http';
import type { Counted, CountInput } from '../fixtures/streams/models.js';
import { ADAPTERS } from '../support/boot-app.js';
import { startApp, until, type StartedApp } from '../support/start-app.js';
import { StreamClient } from '../support/stream-client.js';

const PLACES = 50;

describe.each(ADAPTERS)('streams of a real worker process behind %s', (adapter) => {
  let app: StartedApp;
  beforeAll(async () => {
    app = await startApp('test/fixtures/streams/main.js', { LITSERVE_ADAPTER: adapter });
  }, 60_000);
  afterAll(() => app.stop(), 30_000);

  const read = (input: CountInput, agent?: Agent) => StreamClient.read(`${app.url}/count`, input, agent);
  const numbersOf = ({ chunks }: StreamClient) => (chunks as Counted[]).map(({ i }) => i);
  const upTo = (count: number) => Array.from({ length: count }, (_, i) => i);
  const live = async (): Promise<number> =>
    ((await (await app.post('/live', '')).json()) as { live: number }).live;

  it('come as events, as lines or as one list, from the worker', async () => {
    const events = await read({ to: 3 });
    expect(events.response.headers['content-type']).toBe('text/event-stream; charset=utf-8');
    expect(numbersOf(events)).toEqual([0, 1, 2]);
    expect(app.workers()).toEqual([(events.chunks[0] as Counted).pid]);
    const lines = await app.post('/count', { to: 3 }, { accept: 'application/x-ndjson' });
    const parsed = (await lines.text()).split('\n').slice(0, -1);
    expect(parsed.map((line) => (JSON.parse(line) as Counted).i)).toEqual([0, 1, 2]);
    const list = await app.post('/count', { to: 3 }, { accept: 'application/json' });
    expect(((await list.json()) as Counted[]).map(({ i }) => i)).toEqual([0, 1, 2]);
  });

  it(`run ${PLACES} at a time in one process, all complete and none after another`, async () => {
    const clients = await Promise.all(upTo(PLACES).map(() => read({ to: 40, everyMs: 1, meet: PLACES })));
    for (const client of clients) expect(numbersOf(client)).toEqual(upTo(40));
    const made = clients.map(({ chunks }) => (chunks as Counted[]).map((chunk) => chunk.made));
    const lastBegun = Math.max(...made.map(([first]) => first ?? NaN));
    const firstEnded = Math.min(...made.map((numbers) => numbers.at(-1) ?? NaN));
    expect(lastBegun).toBeLessThan(firstEnded);
  });

  it('carry ten thousand chunks in order', async () => {
    expect(numbersOf(await read({ to: 10_000 }))).toEqual(upTo(10_000));
  });

  it('leave the unary endpoints of their pool free to answer', async () => {
    const clients = await Promise.all(
      upTo(PLACES).map(() => StreamClient.open(`${app.url}/count`, { to: 1e6, everyMs: 5 })),
    );
    expect(await live()).toBe(PLACES);
    for (const client of clients) client.leave();
    await until('all have ended', async () => (await live()) === 0);
  });

  it('leave their connection to the next request', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const first = await read({ to: 5 }, agent);
    const second = await read({ to: 5 }, agent);
    agent.destroy();
    expect([first.isReused, second.isReused]).toEqual([false, true]);
    expect(numbersOf(second)).toEqual(upTo(5));
  });

  it('answer an error before the first chunk like any other', async () => {
    const response = await app.post('/count', { to: 1, throws: 425 });
    expect(response.status).toBe(425);
    expect(await response.json()).toMatchObject({ statusCode: 425, message: 'not yet' });
  });

  it('are 504 when the first chunk does not come in time, and free their place', async () => {
    const response = await app.post('/stall', 0);
    expect(response.status).toBe(504);
    expect(await response.json()).toMatchObject({ code: 'deadline_exceeded' });
    await until('the generator has ended', async () => (await live()) === 0);
  });

  it('end with stream_idle when the next chunk does not come in time, and free their place', async () => {
    // The endpoint has one place: the second one runs only when the first has left it.
    for (const chunks of [2, 3]) {
      const client = await StreamClient.read(`${app.url}/stall`, chunks);
      expect(client.chunks).toEqual(upTo(chunks));
      expect(client.error).toMatchObject({ statusCode: 504, code: 'stream_idle' });
    }
    await until('the generators have ended', async () => (await live()) === 0);
  });
});
