import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ADAPTERS } from '../support/boot-app.js';
import { isAlive, startApp, until, type StartedApp } from '../support/start-app.js';

const ZOO = 'test/fixtures/zoo/main.js';

interface Tripled {
  readonly output: number;
  readonly batch: number;
  readonly pid: number;
  readonly worker: number;
  readonly attempt: number;
}

describe.each(ADAPTERS)('real worker processes behind %s', (adapter) => {
  let zoo: StartedApp;
  beforeAll(async () => {
    zoo = await startApp(ZOO, { LITSERVE_ADAPTER: adapter });
  }, 60_000);
  afterAll(() => zoo.stop(), 30_000);

  it('has its workers ready when it listens, says so, and lists its routes', async () => {
    expect(zoo.workers()).toHaveLength(6);
    const health = (await (await zoo.get('/health')).json()) as {
      status: string;
      pools: { name: string; ready: number }[];
    };
    expect(health.status).toBe('ok');
    expect(health.pools.find(({ name }) => name === 'triple')?.ready).toBeGreaterThanOrEqual(1);
    expect(zoo.output()).toMatch(/POST \/triple → triple/);
    expect(zoo.output()).toMatch(/triple#1.*ready/i);
  });

  it('boots only the modules an endpoint needs', () => {
    expect(zoo.output().match(/http-only service in \w+ process/g)).toEqual([
      'http-only service in http process',
    ]);
  });

  it('lets the endpoints of a pool share a process and its providers over modules, and on one class a setup', async () => {
    const paths = ['/shared/a', '/shared/b', '/shared/c', '/shared/d'];
    const answers = await Promise.all(
      paths.map(async (path) => (await zoo.post(path, 1)).json() as Promise<{ pid: number; loads: number }>),
    );
    expect(new Set(answers.map(({ pid }) => pid)).size).toBe(1);
    expect(answers.map(({ loads }) => loads)).toEqual([1, 1, 1, 1]);
    expect(answers.at(-1)).toMatchObject({ factor: 3 });
  });

  it('answers 200 concurrent callers over two endpoints, each with its own answer', async () => {
    const numbers = Array.from({ length: 100 }, (_, n) => n);
    const [tripled, doubled] = await Promise.all([
      Promise.all(numbers.map(async (n) => (await (await zoo.post('/triple', n)).json()) as Tripled)),
      Promise.all(numbers.map(async (x) => (await zoo.post('/dto', { x })).json())),
    ]);
    expect(tripled.map(({ output }) => output)).toEqual(numbers.map((n) => n * 3));
    expect(doubled).toEqual(numbers.map((x) => ({ input: x * 2, inWorker: true })));
    expect(Math.max(...tripled.map(({ batch }) => batch))).toBeGreaterThan(1);
    expect(new Set(tripled.map(({ pid }) => pid)).size).toBe(2);
    expect(tripled.every(({ pid }) => pid !== zoo.process.pid)).toBe(true);
  });

  it('brings what a model prints into the log, with pool and worker', async () => {
    await zoo.post('/wild', 'print');
    await until('the line is logged', () => /wild#0.*printed by the model/.test(zoo.output()));
  });

  it('loses no request when a worker is killed under load, and is whole again', async () => {
    const before = zoo.workers();
    const answers = Array.from({ length: 300 }, async (_, n) => {
      await new Promise((resolve) => setTimeout(resolve, n * 2));
      const response = await zoo.post('/triple', n);
      return { status: response.status, n, body: (await response.json()) as Tripled };
    });
    const [victim] = await Promise.all(answers.slice(20, 21));
    const pid = victim?.body.pid ?? 0;
    process.kill(pid, 'SIGKILL');
    for (const { status, n, body } of await Promise.all(answers)) {
      expect({ status, output: body.output }).toEqual({ status: 200, output: n * 3 });
    }
    await until(
      'the pool is whole again',
      () => zoo.workers().length === before.length && !zoo.workers().includes(pid),
    );
    await until('/health says so', async () => {
      const { pools } = (await (await zoo.get('/health')).json()) as {
        pools: { name: string; ready: number }[];
      };
      return pools.find(({ name }) => name === 'triple')?.ready === 2;
    });
  }, 30_000);

  it('refuses who kills its worker, and nobody who ran there at the same time', async () => {
    const callers = ['a', 'abort', 'b', 'c'].map(async (input) => {
      const answer = await zoo.post('/wide', input);
      return [input, answer.status, await answer.json()];
    });
    const retried = { attempt: expect.any(Number) };
    expect(await Promise.all(callers)).toEqual([
      ['a', 200, retried],
      ['abort', 503, expect.objectContaining({ code: 'worker_crashed' })],
      ['b', 200, retried],
      ['c', 200, retried],
    ]);
  }, 30_000);

  it.each(['exit', 'abort'])(
    'refuses an item that kills its worker twice (%s), and goes on',
    async (how) => {
      const response = await zoo.post('/wild', how);
      expect(response.status).toBe(503);
      expect(response.headers.get('retry-after')).toBeTruthy();
      expect(await response.json()).toMatchObject({ code: 'worker_crashed' });
      expect((await zoo.post('/wild', 'fine')).status).toBe(200);
    },
    30_000,
  );
});

describe('the end of an app with real workers', () => {
  it('leaves nothing behind on SIGTERM', async () => {
    const zoo = await startApp(ZOO);
    const workers = zoo.workers();
    await zoo.stop();
    expect(zoo.process.exitCode ?? zoo.process.signalCode).not.toBe('SIGKILL');
    expect(workers.filter(isAlive)).toEqual([]);
  }, 60_000);

  it('leaves nothing behind two seconds after kill -9, not even a worker that spins', async () => {
    const zoo = await startApp(ZOO);
    const workers = zoo.workers();
    const spinning = zoo.post('/wild', 'spin').catch(() => 'cut off');
    await until('the worker spins', async () => {
      const { endpoints } = (await (await zoo.get('/health')).json()) as {
        endpoints: { name: string; running: number }[];
      };
      return endpoints.some(({ name, running }) => name === 'wild' && running === 1);
    });
    process.kill(zoo.process.pid as number, 'SIGKILL');
    expect(await spinning).toBe('cut off');
    await until('no worker is left', () => workers.every((pid) => !isAlive(pid)), 2000);
  }, 60_000);
});
