import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { HealthReport } from 'nestjs-litserve';
import type { Counted, CountInput, TogetherInput } from '../fixtures/streams/models.js';
import { ADAPTERS } from '../support/boot-app.js';
import { startApp, until, type StartedApp } from '../support/start-app.js';
import { StreamClient } from '../support/stream-client.js';

const KIB = 1024;
const MIB = 1024 * KIB;

interface Diagnostics {
  readonly heapBytes: number;
  readonly listeners: number;
  readonly connections: number;
}

describe.each(ADAPTERS)('clients of streams from a real worker process behind %s', (adapter) => {
  let app: StartedApp;
  beforeAll(async () => {
    app = await startApp('test/fixtures/streams/main.js', { LITSERVE_ADAPTER: adapter }, ['--expose-gc']);
  }, 60_000);
  afterAll(() => app.stop(), 30_000);

  const open = (input: CountInput) => StreamClient.open(`${app.url}/count`, input);
  const upTo = (count: number) => Array.from({ length: count }, (_, i) => i);
  const numbersOf = ({ chunks }: StreamClient) => (chunks as Counted[]).map(({ i }) => i);
  const get = async <T>(path: string): Promise<T> => (await (await app.get(path)).json()) as T;
  const about = async (name: string): Promise<{ live: number; made: number }> =>
    (await (await app.post('/live', name)).json()) as { live: number; made: number };

  /** Resolves with what a generator has made once it makes nothing more. */
  async function stopsAt(name: string): Promise<number> {
    let made = -1;
    let same = 0;
    await until(`${name} makes nothing more`, async () => {
      const before = made;
      ({ made } = await about(name));
      same = made === before ? same + 1 : 0;
      return same === 15;
    });
    return made;
  }

  it('who do not read hold back nobody but themselves, and lose nothing', async () => {
    const paused = await open({ name: 'paused', to: 4000, bytes: 16 * KIB });
    const made = await stopsAt('paused');
    // The window of 256 KiB and what the sockets on both sides take; all of it would be 62 MiB.
    expect(made).toBeLessThan(2000);
    const others = await Promise.all(
      upTo(10).map(() => StreamClient.read(`${app.url}/count`, { to: 200, bytes: KIB })),
    );
    for (const other of others) expect(numbersOf(other)).toEqual(upTo(200));
    expect((await about('paused')).made).toBe(made);
    await paused.read();
    expect(numbersOf(paused)).toEqual(upTo(4000));
  }, 30_000);

  it('who leave, a thousand of them, leave nothing behind', async () => {
    const leave = async (): Promise<void> => {
      const client = await open({ to: 1e6, everyMs: 1 });
      client.leave();
    };
    const wave = async (clients: number): Promise<void> => {
      let left = clients;
      const one = async (): Promise<void> => {
        while (left-- > 0) await leave();
      };
      await Promise.all(upTo(40).map(one));
    };
    const settled = async (): Promise<Diagnostics> => {
      await until('every generator has ended', async () => (await about('')).live === 0, 30_000);
      let seen = await get<Diagnostics>('/diagnostics');
      await until('the connections are gone', async () => {
        seen = await get<Diagnostics>('/diagnostics');
        return seen.connections <= before.connections;
      });
      return seen;
    };
    const workers = app.workers();
    let before: Diagnostics = { heapBytes: 0, listeners: 0, connections: 4 };
    await wave(100); // What is made once is made.
    before = await settled();
    await wave(1000);
    const after = await settled();

    expect(after.listeners).toBe(before.listeners);
    // A leak of no more than the request of each would be several times as much.
    expect(after.heapBytes - before.heapBytes).toBeLessThan(3 * MIB);
    await until('nothing runs or waits', async () => {
      const { endpoints } = await get<HealthReport>('/health');
      return endpoints.every(({ running, waiting }) => running === 0 && waiting === 0);
    });
    expect(app.workers()).toEqual(workers);
  }, 60_000);

  it('who are too slow for their batch are put out of it', async () => {
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
    const made = await stopsAt('slow');
    expect(made).toBeLessThan(2000);
    await slow.read();
    expect(slow.error).toMatchObject({ statusCode: 503, code: 'slow_client' });
    expect(numbersOf(slow)).toEqual(upTo(slow.chunks.length));
  }, 30_000);
});
