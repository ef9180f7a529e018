import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { startApp, until, type StartedApp } from '../support/start-app.js';

interface Health {
  readonly status: string;
  readonly pools: readonly { readonly state: string; readonly size: number; readonly ready: number }[];
}

describe.each(['express', 'fastify'])('a pool that grows, shrinks and sleeps, on %s', (adapter) => {
  let app: StartedApp;
  beforeAll(async () => {
    app = await startApp('test/fixtures/scaling/main.js', { LITSERVE_ADAPTER: adapter });
  }, 60_000);
  afterAll(() => app.stop(), 30_000);

  const nap = async (ms: number): Promise<number> => (await app.post('/nap', ms)).status;
  const naps = (count: number, ms: number): Promise<number[]> =>
    Promise.all(Array.from({ length: count }, () => nap(ms)));
  const health = async (): Promise<Health> => (await (await app.get('/health')).json()) as Health;
  const scale = async (to: unknown): Promise<string> => (await app.post('/scale', { to })).text();

  it('listens without a worker and is well; a request waits for the first, which then goes again', async () => {
    expect(app.workers()).toEqual([]);
    expect(await health()).toMatchObject({ status: 'ok', pools: [{ state: 'idle', size: 0, ready: 0 }] });
    expect(await nap(1)).toBe(200);
    expect(await health()).toMatchObject({ status: 'ok', pools: [{ state: 'ready', size: 1, ready: 1 }] });
    await until('it sleeps again', () => app.workers().length === 0, 15_000);
    expect((await health()).pools[0]?.state).toBe('idle');
  }, 30_000);

  it('grows under load and loses nothing, though a worker is killed meanwhile', async () => {
    const answers = naps(50, 150);
    await until('it grows', async () => (await health()).pools[0]?.size === 2, 20_000);
    process.kill(app.workers()[0] ?? 0, 'SIGKILL');
    expect(new Set(await answers)).toEqual(new Set([200]));
  }, 40_000);

  it('has the size it is told, however many requests come, until it is told again', async () => {
    expect(await scale(2)).toBe('reached');
    expect(app.workers()).toHaveLength(2);
    const answers = naps(6, 300);
    expect(await scale(1)).toBe('reached');
    expect(app.workers()).toHaveLength(1);
    expect(await answers).toEqual(Array(6).fill(200));
    expect(await scale(3)).toContain('a whole number from 0 to 2, got 3');
    expect(await scale(0)).toBe('reached');
    expect(app.workers()).toEqual([]);
  }, 30_000);

  it('finishes what it has accepted when the app ends while it grows', async () => {
    expect(await scale('auto')).toBe('reached');
    const answers = naps(20, 150);
    await until('it works', async () => (await health()).pools[0]?.ready === 1);
    const gone = once(app.process, 'exit');
    app.process.kill('SIGTERM');
    expect(await answers).toEqual(Array(20).fill(200));
    await gone;
    expect(app.workers()).toEqual([]);
  }, 40_000);
});
