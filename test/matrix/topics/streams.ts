import { expect } from '@jest/globals';
import { topic } from '../support/topic.js';

const ndjson = { accept: 'application/x-ndjson' };
const list = { accept: 'application/json' };
const sse = (...chunks: unknown[]): string =>
  chunks.map((chunk) => `data: ${JSON.stringify(chunk)}\n\n`).join('');

export const streams = topic('Streams', ({ row }) => {
  row('chunks are server-sent events', async (app) => {
    for (const accept of ['text/event-stream', '*/*', 'text/html']) {
      const { status, headers, text } = await app.post('/count', { to: 3 }, { accept });
      expect([status, text]).toEqual([200, sse({ i: 1 }, { i: 2 }, { i: 3 })]);
      expect(headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    }
  });

  row('chunks are lines of JSON, by Accept', async (app) => {
    const { headers, text } = await app.post('/count', { to: 2 }, ndjson);
    expect([headers.get('content-type'), text]).toEqual([
      'application/x-ndjson; charset=utf-8',
      '{"i":1}\n{"i":2}\n',
    ]);
  });

  row('chunks are one list with a length, by Accept', async (app) => {
    const { headers, text } = await app.post('/count', { to: 2 }, list);
    expect([headers.get('content-type'), headers.get('content-length'), text]).toEqual([
      'application/json; charset=utf-8',
      '17',
      '[{"i":1},{"i":2}]',
    ]);
  });

  row(
    'CORS, custom headers and the request id come with a stream, and nothing may transform it',
    async (app) => {
      const headers = { origin: 'https://app.test', 'x-request-id': 's-1' };
      for (const accept of ['text/event-stream', 'application/x-ndjson']) {
        const answer = await app.post('/count', { to: 1 }, { ...headers, accept });
        expect(Object.fromEntries(answer.headers)).toMatchObject({
          'access-control-allow-origin': 'https://app.test',
          'access-control-allow-credentials': 'true',
          'access-control-expose-headers': 'x-request-id',
          'cache-control': 'no-cache, no-transform',
          'x-accel-buffering': 'no',
          'x-model': 'counter',
          'x-request-id': 's-1',
        });
      }
    },
  );

  row('texts go out as they are, whatever lines they have', async (app) => {
    const lines = ['one\ntwo', ' three', 'ü\r\nö', ''];
    const { text } = await app.post('/lines', lines);
    expect(text).toBe('data: ONE\ndata: TWO\n\ndata:  THREE\n\ndata: Ü\ndata: Ö\n\ndata: \n\n');
    const { text: json } = await app.post('/lines', lines, ndjson);
    expect(json).toBe('"ONE\\nTWO"\n" THREE"\n"Ü\\r\\nÖ"\n""\n');
  });

  row('encodeResponse runs per chunk, or over all of them when it is a generator', async (app) => {
    expect((await app.post('/lines', ['a', 'b'], list)).json).toEqual(['A', 'B']);
    expect((await app.post('/joined', ['a', 'b', 'c'], list)).json).toEqual(['a', 'ab', 'abc']);
  });

  row('a stream without chunks is an empty 200', async (app) => {
    const answers = await Promise.all(
      [{}, ndjson, list].map((accept) => app.post('/count', { to: 0 }, accept)),
    );
    expect(answers.map(({ status, text }) => [status, text])).toEqual([
      [200, ''],
      [200, ''],
      [200, '[]'],
    ]);
  });

  row('streams of a batch step together, and each ends on its own', async (app) => {
    const answers = await Promise.all([1, 13, 3, 0].map((n) => app.post('/together', n)));
    expect(answers.map(({ status }) => status)).toEqual([200, 409, 200, 200]);
    const texts = answers.map(({ text }) => text);
    expect(texts[0]).toBe(sse({ n: 1, step: 1, size: 4 }));
    // Nothing is sent in the second step.
    expect(texts[2]).toBe(sse({ n: 3, step: 1, size: 4 }, { n: 3, step: 3, size: 4 }));
    expect(texts[3]).toBe('');
  });

  row('ten thousand chunks come in order', async (app) => {
    const chunks = (await app.post('/count', { to: 10_000 }, list)).json as { i: number }[];
    expect(chunks.map(({ i }) => i)).toEqual(Array.from({ length: 10_000 }, (_, i) => i + 1));
  });
});
