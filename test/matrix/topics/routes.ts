import { expect } from '@jest/globals';
import type { HealthReport, InfoReport } from 'nestjs-litserve';
import { isAlive, until } from '../../support/start-app.js';
import { topic } from '../support/topic.js';

export const routes = topic('Routes and the app', ({ row }) => {
  row(
    'an endpoint without a path is POST /predict, below the global prefix, and nothing but POST',
    async (app) => {
      expect(await app.post('/predict', {})).toMatchObject({ status: 200, json: 'plain' });
      expect((await app.get('/predict')).status).toBe(404);
      const bare = await app.started.post('/predict', {});
      expect(bare.status).toBe(404);
    },
  );

  row('URI versions choose between endpoints on one path', async (app) => {
    const paths = ['/v1/versioned', '/v2/versioned', '/v3/versioned', '/v4/versioned', '/versioned'];
    const answers = await Promise.all(paths.map((path) => app.post(path, {})));
    const found = answers.map(({ status, json }) => (status === 200 ? json : status));
    expect(found).toEqual(['old', 'new', 'new', 404, 404]);
  });

  row('RouterModule puts a prefix before the endpoints of a module', async (app) => {
    expect((await app.post('/below/prefixed', {})).json).toBe('below');
    expect((await app.post('/prefixed', {})).status).toBe(404);
  });

  row('middleware on routesOf(Class) runs for it and for no other', async (app) => {
    const answer = await app.post('/with-middleware', {});
    expect([answer.json, answer.headers.get('x-middleware')]).toEqual(['behind middleware', 'passed']);
    expect((await app.post('/predict', {})).headers.get('x-middleware')).toBeNull();
  });

  row('CORS of the app holds, for preflights, answers and errors', async (app) => {
    const origin = 'https://app.test';
    const preflight = await app.ask('/predict', {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'POST' },
    });
    const answers = [
      preflight,
      await app.post('/predict', {}, { origin }),
      await app.post('/parameters/dto', {}, { origin }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([204, 200, 400]);
    for (const { headers } of answers) expect(headers.get('access-control-allow-origin')).toBe(origin);
  });

  row('models run in worker processes, or in the app itself', async (app) => {
    const { pid } = (await app.post('/contexts/a', 1)).json as { pid: number };
    const own = app.started.process.pid;
    const isInline = app.combination.isolation === 'inline';
    expect(app.started.workers()).toEqual(isInline ? [] : [pid]);
    expect(pid === own).toBe(isInline);
  });

  row('/health is 200 when every endpoint can answer, /livez while the app runs', async (app) => {
    const health = await app.get('/health');
    expect(health).toMatchObject({ status: 200, json: { status: 'ok', pools: [{ name: 'all', ready: 1 }] } });
    const { endpoints } = health.json as HealthReport;
    expect(endpoints.every(({ status }) => status === 'ok')).toBe(true);
    expect(await app.get('/livez')).toMatchObject({ status: 200, json: { status: 'ok' } });
  });

  row('/info describes endpoints, as configured and as used', async (app) => {
    await app.post('/predict', {});
    const { endpoints, pools } = (await app.get('/info')).json as InfoReport;
    expect(pools).toMatchObject([{ name: 'all', isolation: app.combination.isolation }]);
    const plain = endpoints.find(({ name }) => name === 'plain');
    expect(plain).toMatchObject({ method: 'POST', paths: ['/api/predict'], metadata: { owner: 'ml' } });
    const { submitted, completed, batches } = plain?.stats ?? {};
    expect(completed).toBeGreaterThan(0);
    expect([submitted, batches]).toEqual([completed, { 1: completed }]);
    expect(endpoints.find(({ name }) => name === 'new')?.paths).toEqual([
      '/api/v2/versioned',
      '/api/v3/versioned',
    ]);
  });

  // The last one of its app.
  row('SIGTERM lets accepted work finish, takes nothing new, and leaves no process behind', async (app) => {
    const workers = app.started.workers();
    const stream = await app.stream('/paused', { gate: 'stopping', after: 2 });
    await until('the stream has begun', () => stream.chunks.length === 2);
    const accepted = app.post('/slow', 300);
    await until('it runs', async () => (await app.load('slow')).running === 1);
    const stopping = app.stop();
    await until('nothing new is taken', async () => {
      const late = await app.post('/predict', {}).catch(() => undefined);
      return late === undefined || late.status === 503;
    });
    expect(await accepted).toMatchObject({ status: 200, json: 'done' });
    await stream.ended;
    expect(stream.error).toMatchObject({ statusCode: 503, code: 'draining' });
    await stopping;
    expect(app.started.process.exitCode ?? app.started.process.signalCode).not.toBe('SIGKILL');
    expect(workers.filter(isAlive)).toEqual([]);
  });
});
