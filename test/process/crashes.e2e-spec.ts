import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Death } from '../fixtures/chaos/deaths.js';
import type { Item } from '../fixtures/crashes/models.js';
import { isAlive, startApp, until, type StartedApp } from '../support/start-app.js';

const MAIN = 'test/fixtures/crashes/main.js';

interface Reply {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

async function ask(app: StartedApp, path: string, body: unknown): Promise<Reply> {
  const response = await app.post(path, body);
  return { status: response.status, body: (await response.json()) as Reply['body'] };
}

const CRASHED = { status: 503, body: expect.objectContaining({ code: 'worker_crashed' }) as unknown };

describe('a worker that dies', () => {
  let app: StartedApp;
  beforeAll(async () => {
    app = await startApp(MAIN);
  }, 60_000);
  afterAll(() => app.stop(), 30_000);

  it.each<Death>([
    'segfault',
    'abort',
    'exit',
    'exit-as-if-well',
    'out-of-memory',
    'uncaught-exception',
    'unhandled-rejection',
    'garbage',
    'half-a-frame',
  ])(
    'of %s takes its own request with it, at the second try, and no other',
    async (death) => {
      const deadly = ask(app, '/death', { nonce: 'x', n: 1, death });
      const [doomed, next] = await Promise.all([deadly, ask(app, '/death', { nonce: death, n: 2 })]);
      expect(doomed).toEqual(CRASHED);
      expect(next).toEqual({ status: 200, body: { nonce: death, doubled: 4 } });
    },
    30_000,
  );

  it('in an infinite loop is killed; the request had its 504 at its deadline', async () => {
    const before = app.workers();
    const since = performance.now();
    const [stuck, behind] = await Promise.all([ask(app, '/spin', true), ask(app, '/spin', false)]);
    expect(stuck).toMatchObject({ status: 504, body: { code: 'deadline_exceeded' } });
    expect(behind.status).toBe(504);
    expect(performance.now() - since).toBeLessThan(3000);
    await until('it is replaced', async () => (await ask(app, '/spin', false)).status === 200);
    expect(before.filter((pid) => !isAlive(pid))).toHaveLength(1);
    expect(app.output()).toMatch(/spin#0.*was killed: a run was past its deadline and blocked it/);
  }, 30_000);

  /** Four items that share a batch, of which one may do something to it. */
  const batch = (path: string, does?: Item['does']): Promise<Reply[]> =>
    Promise.all([0, 1, 2, 3].map((n) => ask(app, path, n === 2 ? { n, does } : { n })));

  it('of one item of a batch lives on for its companions: they run again, and know it', async () => {
    const replies = await batch('/isolate', 'abort');
    expect(replies[2]).toEqual(CRASHED);
    for (const n of [0, 1, 3]) {
      expect(replies[n]).toMatchObject({ status: 200, body: { n } });
      expect(replies[n]?.body['attempt']).toBeGreaterThan(0);
    }
  }, 30_000);

  it("fails its whole batch at once with onCrash: 'fail'", async () => {
    expect(await batch('/fail', 'abort')).toEqual([CRASHED, CRASHED, CRASHED, CRASHED]);
    expect(await batch('/fail')).toMatchObject(
      [0, 1, 2, 3].map((n) => ({ status: 200, body: { n, attempt: 0 } })),
    );
  }, 30_000);

  it('is not what a batch that throws needs: alone the guilty item fails, or all with onBatchError', async () => {
    const isolated = await batch('/isolate', 'throw');
    expect(isolated.map(({ status }) => status)).toEqual([200, 200, 500, 200]);
    expect(isolated[2]?.body).toMatchObject({ code: 'internal_error', message: 'Internal server error' });
    const failed = await batch('/fail', 'throw');
    expect(failed.map(({ status }) => status)).toEqual([500, 500, 500, 500]);
  }, 30_000);
});

describe('recycling', () => {
  let app: StartedApp;
  beforeAll(async () => {
    app = await startApp(MAIN, { APP: 'recycled' });
  }, 60_000);
  afterAll(() => app.stop(), 30_000);

  const pidOf = async (path: string): Promise<number> => {
    const response = await app.post(path, 0);
    expect(response.status).toBe(200);
    return (await response.json()) as number;
  };

  it('loses no request under load, and leaves as many workers as before', async () => {
    const pids = new Set<number>();
    let answered = 0;
    // One goes at a time, so this is the second round: both have been replaced, and the first again.
    const client = async (): Promise<void> => {
      for (; pids.size < 5; answered++) pids.add(await pidOf('/worn'));
    };
    await Promise.all(Array.from({ length: 8 }, client));
    expect(answered).toBeGreaterThanOrEqual(75);
    await until('the pool is whole again', () => app.workers().length === 3);
    await until('the others have gone', () => [...pids].filter(isAlive).length <= 2);
    expect(app.output()).toMatch(/worn#\d.*is recycled: it was given \d+ requests/);
  }, 60_000);

  it('ends a worker that grows, by what it tells of its memory', async () => {
    const first = await pidOf('/leaky');
    await until('another worker answers', async () => (await pidOf('/leaky')) !== first, 30_000);
    expect(isAlive(first)).toBe(false);
    expect(app.output()).toMatch(/leaky#0.*is recycled: it uses \d+ bytes of memory/);
  }, 60_000);
});

describe('workers that cannot be started', () => {
  it('leave the server up: it says which step failed, and recovers by itself', async () => {
    const file = join(await mkdtemp(join(tmpdir(), 'litserve-')), 'model');
    const app = await startApp(MAIN, { APP: 'unbootable', MODEL_FILE: file });
    try {
      const reasonOf = async (name: string): Promise<string> => {
        const { pools } = (await (await app.get('/health')).json()) as {
          pools: { name: string; reason?: string }[];
        };
        return pools.find((pool) => pool.name === name)?.reason ?? '';
      };
      await until('one is down', async () => (await reasonOf('missing')).includes('down'));
      expect(await reasonOf('missing')).toBe('its workers are down: MissingApi.setup failed');
      expect(await ask(app, '/missing', 1)).toMatchObject({ status: 503, body: { code: 'endpoint_down' } });
      await until('the other is down', async () => (await reasonOf('hanging')).includes('down'), 20_000);
      expect(await reasonOf('hanging')).toBe('its workers are down: HangingApi.setup failed');
      expect(app.output()).toMatch(/not ready within startTimeoutMs, at the step HangingApi.setup/);
      expect(app.output()).toContain(`MissingApi.setup() failed: no model at ${file}`);
      await writeFile(file, '');
      await until('it answers', async () => (await ask(app, '/missing', 1)).status === 200, 30_000);
      expect(await reasonOf('missing')).toBe('');
    } finally {
      await app.stop();
    }
  }, 90_000);
});
