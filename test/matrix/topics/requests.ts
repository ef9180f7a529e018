import { expect } from '@jest/globals';
import { topic } from '../support/topic.js';

const KEY = { 'x-key': 'sesame' };

export const requests = topic('Parameters, guards, pipes, filters, interceptors', ({ row }) => {
  row('without parameters the first hook gets the body', async (app) => {
    expect((await app.post('/parameters/none', [1, { a: null }])).json).toEqual({ input: [1, { a: null }] });
  });

  row('parameters of every kind are resolved as in a controller, the context comes last', async (app) => {
    const headers = { 'x-lang': 'de', 'x-agent': 'me', 'x-request-id': 'r-9' };
    const answer = await app.post('/parameters/all/m1?top=5', { text: 'hi' }, headers);
    expect(answer.json).toEqual({ text: 'hi', lang: 'de', top: 5, id: 'm1', agent: 'me', last: 'r-9' });
  });

  row('a pipe of a parameter refuses with 400', async (app) => {
    const answer = await app.post('/parameters/all/m1?top=five', { text: 'hi' });
    expect(answer).toMatchObject({ status: 400, json: { message: /numeric/ } });
  });

  row('a DTO is validated, and has its methods in the hook', async (app) => {
    expect((await app.post('/parameters/dto', { n: 7, name: 'a' })).json).toBe('a#7');
    expect(await app.post('/parameters/dto', { n: 700, name: 1 })).toMatchObject({
      status: 400,
      json: { message: ['n must not be greater than 100', 'name must be a string'] },
    });
  });

  row('a list of DTOs is validated, and its elements have their methods', async (app) => {
    const answer = await app.post('/parameters/list', [
      { n: 1, name: 'a' },
      { n: 2, name: 'b' },
    ]);
    expect(answer.json).toEqual(['a#1', 'b#2']);
    expect((await app.post('/parameters/list', [{ n: 'x', name: 'a' }])).status).toBe(400);
  });

  row('@RawBody gives the bytes as they came', async (app) => {
    const body = '{"a": 1 }';
    const headers = { 'content-type': 'application/json' };
    const answer = await app.ask('/parameters/raw', { method: 'POST', headers, body });
    expect(answer.json).toEqual({ raw: body, a: 1 });
  });

  row('a guard of the class, with a dependency private to its module, refuses and lets in', async (app) => {
    expect(await app.post('/guarded', 1)).toMatchObject({ status: 401, json: { message: 'no key' } });
    expect(await app.post('/guarded', 1, KEY)).toMatchObject({ status: 200, json: 'let in' });
  });

  row('an enhancer of the class that is made anew for each request', async (app) => {
    for (const tenant of ['a', 'b']) {
      const answer = await app.post('/intercepted/tenant', 1, { 'x-tenant': tenant });
      expect(answer.json).toEqual({ tenant, value: 'sesame' });
    }
  });

  row('guards see metadata of the class', async (app) => {
    expect((await app.post('/guarded/open', 1)).json).toBe('let in');
  });

  row('guards speak before a body is complained about', async (app) => {
    const ask = async (body: string, headers: Record<string, string> = {}): Promise<number> => {
      const all = { 'content-type': 'application/json', ...headers };
      return (await app.ask('/guarded', { method: 'POST', headers: all, body })).status;
    };
    const large = JSON.stringify('x'.repeat(200));
    expect([await ask('{'), await ask(large)]).toEqual([401, 401]);
    expect([await ask('{', KEY), await ask(large, KEY)]).toEqual([400, 413]);
  });

  row('pipes of the class and of a parameter transform', async (app) => {
    const answer = await app.post('/piped?mode=fast', [1, 2]);
    expect(answer.json).toEqual({ body: [1, 2, 1, 2], mode: 'FAST' });
  });

  row('a filter of the class shapes what a pipe throws', async (app) => {
    expect(await app.post('/piped?mode=bad', [])).toMatchObject({ status: 418, json: { mine: 'bad mode' } });
  });

  row('a filter of the class shapes what a hook throws', async (app) => {
    const answer = await app.post('/piped?mode=worker', []);
    expect(answer).toMatchObject({ status: 418, json: { mine: 'from the model' } });
  });

  row('an interceptor of the class changes the answer', async (app) => {
    expect((await app.post('/intercepted', 3)).json).toEqual({ wrapped: { n: 3 } });
  });

  row('an interceptor of the class changes each chunk', async (app) => {
    const { text } = await app.post('/intercepted/stream', 2);
    expect(text).toBe('data: {"wrapped":{"n":0}}\n\ndata: {"wrapped":{"n":1}}\n\n');
  });
});
