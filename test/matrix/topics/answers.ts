import { expect } from '@jest/globals';
import type { Answer } from '../../support/http-client.js';
import type { BehaviourApp } from '../support/behaviour-app.js';
import { topic } from '../support/topic.js';

const JSON_TYPE = 'application/json; charset=utf-8';

/** Asks for an answer both as ready bytes and as a value that an interceptor sees: nobody can tell the difference. */
async function answer(app: BehaviourApp, name: string): Promise<Answer> {
  const [bytes, value] = await Promise.all([
    app.post('/answers', name),
    app.post('/answers/as-values', name),
  ]);
  expect(seen(value)).toEqual(seen(bytes));
  return bytes;
}

const seen = ({ status, headers, text }: Answer) => [
  status,
  text,
  ['content-type', 'content-length', 'location'].map((name) => headers.get(name)),
];

export const answers = topic('Answers', ({ row }) => {
  row('an object is JSON, with its length', async (app) => {
    const { status, headers, text } = await answer(app, 'object');
    expect([status, text]).toEqual([200, '{"label":"é","score":0.5}']);
    expect([headers.get('content-type'), headers.get('content-length')]).toEqual([JSON_TYPE, '26']);
  });

  row('a text is a JSON string', async (app) => {
    expect((await answer(app, 'text')).text).toBe('"hi \\"there\\""');
  });

  row('nothing is null', async (app) => {
    expect(await answer(app, 'nothing')).toMatchObject({ status: 200, text: 'null' });
  });

  row('bytes are an octet stream', async (app) => {
    const buffer = await answer(app, 'buffer');
    expect([buffer.headers.get('content-type'), buffer.text]).toEqual(['application/octet-stream', 'abc']);
    expect((await answer(app, 'part of an array')).text).toBe('\x08\x09');
  });

  row('typed arrays are lists in JSON, a bigint an integer, NaN and infinities null', async (app) => {
    expect((await answer(app, 'numbers')).text).toBe(
      '{"floats":[0.5,null],"big":100000000000000000000,"bad":null}',
    );
  });

  row('maps, sets and dates have their JSON', async (app) => {
    expect((await answer(app, 'collections')).json).toEqual({
      map: { a: [1] },
      date: '1970-01-01T00:00:00.000Z',
    });
  });

  row('a tensor is nested lists', async (app) => {
    expect((await answer(app, 'tensor')).json).toEqual([
      [1, 2],
      [3, 4],
    ]);
  });

  row('functions are left out', async (app) => {
    expect((await answer(app, 'a function')).json).toEqual({ kept: 1 });
  });

  row('a LitResponse has a status, headers and a body of its own', async (app) => {
    const created = await answer(app, 'created');
    expect([created.status, created.json, created.headers.get('location')]).toEqual([
      201,
      { id: 7 },
      '/things/7',
    ]);
    const page = await answer(app, 'page');
    expect([page.headers.get('content-type'), page.text]).toEqual(['text/html', '<b>hi</b>']);
    const image = await answer(app, 'image');
    expect([image.headers.get('content-type'), image.text]).toEqual(['image/png', 'png']);
  });

  row('a LitResponse with 204 has no body and none of its headers', async (app) => {
    const { status, text, headers } = await answer(app, 'empty');
    expect([status, text, headers.get('content-type')]).toEqual([204, '', null]);
  });

  row('@HttpCode and @Header of a hook hold', async (app) => {
    const { status, headers, text } = await app.post('/csv', {});
    expect([status, text, headers.get('x-model')]).toEqual([202, 'a,b', 'table']);
    expect(headers.get('content-type')).toMatch(/^text\/csv/);
  });

  row('rich values reach the hooks as they are', async (app) => {
    const { sent, arrived } = (await app.post('/values/there', 1)).json as Record<string, string>;
    expect(arrived).toBe(sent);
    expect(arrived).toMatch(
      /date: 1970-01-02.*Set\(1\).*NaN.*-Infinity.*n, missing: undefined.*Float32Array/,
    );
  });

  row('rich values reach interceptors as they are', async (app) => {
    const { sent, arrived } = (await app.post('/values/back', 1)).json as Record<string, string>;
    expect(arrived).toBe(sent);
  });

  row('a value that cannot cross is a 500, and the log names its path', async (app) => {
    const { status, json, text } = await app.post('/values/uncrossable', 1);
    expect([status, json]).toEqual([500, expect.objectContaining({ code: 'uncrossable_value' })]);
    expect(text).not.toMatch(/deep/);
    expect(app.started.output()).toMatch(/deep\[0\]/);
  });

  row('a sane x-request-id is kept, another one replaced, and every answer has one', async (app) => {
    const idOf = async (given?: string): Promise<string | null> =>
      (await app.post('/answers', 'text', given ? { 'x-request-id': given } : {})).headers.get(
        'x-request-id',
      );
    expect(await idOf('trace-1.a_b')).toBe('trace-1.a_b');
    const [odd, long, none] = await Promise.all([idOf('{evil}'), idOf('x'.repeat(65)), idOf()]);
    for (const id of [odd, long, none]) expect(id).toMatch(/^[\w.-]{1,64}$/);
    expect(new Set([odd, long, none]).size).toBe(3);
    expect(odd).not.toContain('evil');
  });
});
