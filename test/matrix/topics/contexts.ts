import { expect } from '@jest/globals';
import { until } from '../../support/start-app.js';
import { topic } from '../support/topic.js';

const HOOKS = ['decodeRequest', 'predict', 'encodeResponse'] as const;

export const contexts = topic('The context, and errors of hooks', ({ row, workerRow }) => {
  row('the context has request id, headers, query, params, attempt and priority', async (app) => {
    const headers = { 'x-request-id': 'r-1', 'x-tenant': 'acme' };
    expect((await app.post('/contexts/a%20b?top=5&tag=x&tag=y', 1, headers)).json).toMatchObject({
      requestId: 'r-1',
      header: 'acme',
      query: { top: '5', tag: ['x', 'y'] },
      params: { id: 'a b' },
      attempt: 0,
      priority: 'normal',
      isAborted: false,
    });
  });

  row('the deadline is that of the endpoint, or of the client when that is shorter', async (app) => {
    const remaining = async (headers: Record<string, string>): Promise<number> =>
      ((await app.post('/contexts/a', 1, headers)).json as { remainingMs: number }).remainingMs;
    const [own, shorter, longer] = await Promise.all([
      remaining({}),
      remaining({ 'x-litserve-timeout-ms': '5000' }),
      remaining({ 'x-litserve-timeout-ms': '900000' }),
    ]);
    for (const [found, limit] of [
      [own, 20_000],
      [shorter, 5000],
      [longer, 20_000],
    ] as const) {
      expect(found).toBeLessThanOrEqual(limit);
      expect(found).toBeGreaterThan(limit - 3000);
    }
  });

  row('the device is that of setup, with options for a session', async (app) => {
    expect((await app.post('/contexts/a', 1)).json).toMatchObject({
      device: { type: 'cpu', worker: 0, isThatOfSetup: true },
      threads: true,
    });
  });

  row('the state is one for the hooks of a request, and of no other', async (app) => {
    for (const { json } of await app.postAll('/contexts/a', [1, 2, 3]))
      expect(json).toMatchObject({ seen: ['decodeRequest', 'predict'] });
  });

  row('providers are injected as anywhere in Nest', async (app) => {
    expect((await app.post('/contexts/a', 1)).json).toMatchObject({ factor: 3 });
  });

  row('log(key, value) goes to the log with the request id', async (app) => {
    await app.post('/contexts/a', 1, { 'x-request-id': 'logged-1' });
    const isLogged = (line: string): boolean => /logged-1.*tokens.*42|tokens.*42.*logged-1/.test(line);
    await until('it is logged', () => app.started.output().split('\n').some(isLogged));
  });

  row('an HttpException of any hook keeps status, body and headers', async (app) => {
    for (const hook of HOOKS) {
      const { status, json, headers } = await app.post('/errors', { hook, how: 'http' });
      expect([status, json, headers.get('x-heat')]).toEqual([451, { temperature: 451, hook }, 'high']);
    }
  });

  row(
    'anything else is a 500 that says nothing; the stack is in the log beside the request id',
    async (app) => {
      for (const hook of HOOKS) {
        const id = `secret-${hook}`;
        const answer = await app.post('/errors', { hook, how: 'error' }, { 'x-request-id': id });
        expect(answer.json).toEqual({
          statusCode: 500,
          error: 'Internal Server Error',
          message: 'Internal server error',
          code: 'internal_error',
          requestId: id,
        });
        const logged = new RegExp(`${id}[^]*secret of ${hook}[^]*errors\\.js`);
        await until('it is logged', () => logged.test(app.started.output()));
      }
      const text = await app.post('/errors', { hook: 'predict', how: 'text' });
      expect(text).toMatchObject({ status: 500, json: { code: 'internal_error' } });
      expect(text.text).not.toContain('secret');
    },
  );

  workerRow('a worker that dies costs no request: it runs again, and ctx.attempt tells', async (app) => {
    const [before] = app.started.workers();
    expect(await app.post('/crash', 1)).toMatchObject({ status: 200, json: 1 });
    expect(app.started.workers()).not.toContain(before);
  });
});
