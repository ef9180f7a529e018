import { expect } from '@jest/globals';
import { topic } from '../support/topic.js';

const DENY = { 'x-deny': '1' };

export const globals = topic('Bound to the whole app', ({ row }) => {
  row('an APP_GUARD refuses, before a body is complained about', async (app) => {
    expect((await app.post('/parameters/none', 1, DENY)).json).toEqual({ caught: 'denied' });
    const headers = { 'content-type': 'application/json', ...DENY };
    const malformed = await app.ask('/parameters/none', { method: 'POST', headers, body: '{' });
    expect(malformed.json).toEqual({ caught: 'denied' });
  });

  row('a request-scoped APP_INTERCEPTOR has its own request, and sees answers', async (app) => {
    const ask = async (tenant: string): Promise<unknown> =>
      (await app.post('/parameters/none', tenant, { 'x-tenant': tenant })).json;
    const answers = await Promise.all(['a', 'b', 'c'].map(ask));
    expect(answers).toEqual(['a', 'b', 'c'].map((tenant) => ({ tenant, value: { input: tenant } })));
  });

  row('a request-scoped APP_INTERCEPTOR sees chunks', async (app) => {
    const headers = { 'x-tenant': 'a', accept: 'application/x-ndjson' };
    const { text } = await app.post('/count', { to: 2 }, headers);
    expect(text).toBe('{"tenant":"a","value":{"i":1}}\n{"tenant":"a","value":{"i":2}}\n');
  });

  row('a catch-all APP_FILTER wins over the errors of this library', async (app) => {
    const headers = { 'content-type': 'application/json' };
    const malformed = await app.ask('/parameters/none', { method: 'POST', headers, body: '{' });
    expect(malformed).toMatchObject({ status: 418, json: { caught: /JSON/ } });
    expect(await app.post('/overdue', 'globals')).toMatchObject({
      status: 418,
      json: { caught: /^No answer within/ },
    });
    await app.openGate('globals');
  });

  row('a catch-all APP_FILTER gets what a hook has thrown', async (app) => {
    const answer = await app.post('/errors', { hook: 'predict', how: 'error' });
    expect(answer).toMatchObject({ status: 418, json: { caught: 'secret of predict' } });
  });
});
