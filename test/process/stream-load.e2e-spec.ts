import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { HealthReport } from 'nestjs-litserve';
import type { Diagnostics } from '../fixtures/streams/diagnostics.js';
import type { Counted, CountInput } from '../fixtures/streams/models.js';
import { ADAPTERS } from '../support/boot-app.js';
import { startApp, staysAt, until, type StartedApp } from '../support/start-app.js';
import { StreamClient } from '../support/stream-client.js';

const KIB = 1024;
const MIB = 1024 * KIB;
/** The `concurrency` of the endpoint. */
const PLACES = 50;
/** What engines and caches may take meanwhile; a leak of no more than the requests would be several times as much. */
const ALLOWED_BYTES = 3 * MIB;

const upTo = (count: number): number[] => Array.from({ length: count }, (_, i) => i);
const numbersOf = ({ chunks }: StreamClient): number[] => (chunks as Counted[]).map(({ i }) => i);

describe.each(ADAPTERS)('one worker process behind %s', (adapter) => {
  let app: StartedApp;
  beforeAll(async () => {
    app = await startApp('test/fixtures/streams/main.js', { LITSERVE_ADAPTER: adapter }, ['--expose-gc']);
    await leaveAll(200); // What is made once is made.
  }, 60_000);
  afterAll(() => app.stop(), 30_000);

  const open = (input: CountInput) => StreamClient.open(`${app.url}/count`, input);
  const read = (input: CountInput) => StreamClient.read(`${app.url}/count`, input);
  const get = async <T>(path: string): Promise<T> => (await (await app.get(path)).json()) as T;
  const ask = async <T>(path: string, body: unknown): Promise<T> =>
    (await (await app.post(path, body)).json()) as T;
  const about = (name: string) => ask<{ live: number; made: number }>('/live', name);

  /** Clients that leave as soon as they have a chunk, some at a time. */
  async function leaveAll(clients: number): Promise<void> {
    let left = clients;
    const one = async (): Promise<void> => {
      while (left-- > 0) (await open({ to: 1e6, everyMs: 1 })).leave();
    };
    await Promise.all(upTo(40).map(one));
  }

  /** What both processes hold once nothing runs, waits or is connected any more. */
  async function atRest(): Promise<{ http: Diagnostics; worker: Diagnostics; workers: number[] }> {
    await until('every generator has ended', async () => (await about('')).live === 0, 30_000);
    await until('nothing runs or waits', async () => {
      const { endpoints } = await get<HealthReport>('/health');
      return endpoints.every(({ running, waiting }) => running === 0 && waiting === 0);
    });
    let http = await get<Diagnostics & { connections: number }>('/diagnostics');
    await until('the connections of the clients are gone', async () => {
      http = await get('/diagnostics');
      return http.connections <= 4; // Those that this spec keeps alive.
    });
    return { http, worker: await ask('/worker-diagnostics', 0), workers: app.workers() };
  }

  /** Does the work, after which both processes must be as before. */
  async function leavesNothing(work: () => Promise<void>): Promise<void> {
    const before = await atRest();
    await work();
    const after = await atRest();
    expect(after.workers).toEqual(before.workers);
    for (const side of ['http', 'worker'] as const) {
      expect({ side, listeners: after[side].listeners }).toEqual({ side, listeners: before[side].listeners });
      expect(after[side].heapBytes - before[side].heapBytes).toBeLessThan(ALLOWED_BYTES);
    }
  }

  it(`runs ${PLACES} streams at a time, all complete and none after another`, async () => {
    await leavesNothing(async () => {
      const clients = await Promise.all(upTo(PLACES).map(() => read({ to: 40, everyMs: 1, meet: PLACES })));
      for (const client of clients) expect(numbersOf(client)).toEqual(upTo(40));
      const made = clients.map(({ chunks }) => (chunks as Counted[]).map((chunk) => chunk.made));
      const lastBegun = Math.max(...made.map(([first]) => first ?? NaN));
      const firstEnded = Math.min(...made.map((numbers) => numbers.at(-1) ?? NaN));
      expect(lastBegun).toBeLessThan(firstEnded);
    });
  }, 30_000);

  it('carries ten thousand chunks in order', async () => {
    await leavesNothing(async () => {
      expect(numbersOf(await read({ to: 10_000 }))).toEqual(upTo(10_000));
    });
  }, 30_000);

  it('holds back a stream whose client pauses, and no other; it loses nothing', async () => {
    await leavesNothing(async () => {
      const paused = await open({ name: 'paused', to: 4000, bytes: 16 * KIB });
      const made = await staysAt('chunks of the paused one', async () => (await about('paused')).made);
      // The window of 256 KiB and what the sockets on both sides take; all of it would be 62 MiB.
      expect(made).toBeLessThan(2000);
      const others = await Promise.all(upTo(10).map(() => read({ to: 200, bytes: KIB })));
      for (const other of others) expect(numbersOf(other)).toEqual(upTo(200));
      expect((await about('paused')).made).toBe(made);
      await paused.read();
      expect(numbersOf(paused)).toEqual(upTo(4000));
    });
  }, 30_000);

  it('ends the streams of a thousand clients that leave', async () => {
    await leavesNothing(() => leaveAll(1000));
  }, 60_000);
});
