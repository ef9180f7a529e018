import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Agent } from 'node:http';
import type { Counted, CountInput, TogetherInput } from '../fixtures/streams/models.js';
import { ADAPTERS } from '../support/boot-app.js';
import { startApp, staysAt, until, type StartedApp } from '../support/start-app.js';
import { StreamClient } from '../support/stream-client.js';

const KIB = 1024;
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
  const about = async (name: string): Promise<{ live: number; made: number }> =>
    (await (await app.post('/live', name)).json()) as { live: number; made: number };
  const live = async (): Promise<number> => (await about('')).live;

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

  it('put out of their batch who is too slow for it', async () => {
    const together = (input: TogetherInput) => StreamClient.open(`${app.url}/together`, input);
    const [slow, ...quick] = await Promise.all([
      together({ name: 'slow', to: 2000, bytes: 64 * KIB }),
      ...['a', 'b', 'c'].map((name) => together({ name, to: 400, bytes: 10 })),
    ]);
    await Promise.all(quick.map((client) => client.read()));
    for (const client of quick) {
      expect(numbersOf(client)).toEqual(upTo(400));
      expect(client.chunks[0]).toMatchObject({ batch: 4 });
    }
    const made = await staysAt('chunks of the slow one', async () => (await about('slow')).made);
    expect(made).toBeLessThan(2000);
    await slow.read();
    expect(slow.error).toMatchObject({ statusCode: 503, code: 'slow_client' });
    expect(numbersOf(slow)).toEqual(upTo(slow.chunks.length));
  }, 30_000);
});
