import { expect } from '@jest/globals';
import { request } from 'node:http';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import type { BehaviourApp } from '../support/behaviour-app.js';
import { topic } from '../support/topic.js';

const JSON_TYPE = 'application/json';
const FORM_TYPE = 'application/x-www-form-urlencoded';
/** Above what is parsed early, below `MAX_BODY_BYTES` of the fixture. */
const LARGE = JSON.stringify(Array.from({ length: 60_000 }, () => 1));
/** Above `MAX_BODY_BYTES`. */
const TOO_LARGE = JSON.stringify('x'.repeat(300_000));

interface Sent {
  readonly status: number;
  readonly json: unknown;
}

/** Sends a body as it is, a stream of it without a length, and minds no upload that is cut off after its answer. */
function send(
  app: BehaviourApp,
  body: string | Buffer | Readable,
  type: string | undefined,
  headers: Record<string, string> = {},
  path = '/bodies',
): Promise<Sent> {
  const length = body instanceof Readable ? {} : { 'content-length': Buffer.byteLength(body) };
  const all = { ...length, ...(type && { 'content-type': type }), ...headers };
  return new Promise((resolve) => {
    const call = request(app.url + path, { method: 'POST', headers: all, agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, json: JSON.parse(text) as unknown }),
      );
    });
    call.on('error', () => undefined);
    if (body instanceof Readable) body.pipe(call);
    else call.end(body);
  });
}

const inParts = (text: string): Readable =>
  Readable.from([text.slice(0, text.length / 2), text.slice(text.length / 2)]);

export const bodies = topic('Bodies', ({ row }) => {
  row('JSON of any kind is read, with and without a charset', async (app) => {
    for (const type of [JSON_TYPE, `${JSON_TYPE}; charset=utf-8`, 'application/ld+json'])
      expect((await send(app, '{"x":"é"}', type)).json).toBe('{"x":"é"}');
    const latin = Buffer.from('{"x":"é"}', 'latin1');
    expect((await send(app, latin, `${JSON_TYPE}; charset=iso-8859-1`)).json).toBe('{"x":"é"}');
    expect((await send(app, '"hi"', JSON_TYPE)).json).toBe('"hi"');
    expect((await send(app, '{}', `${JSON_TYPE}; charset=klingon`)).status).toBe(415);
  });

  row('a form is an object of texts, with and without a charset', async (app) => {
    for (const type of [FORM_TYPE, `${FORM_TYPE}; charset=UTF-8`])
      expect((await send(app, 'a=1&b=%C3%A9&a=2', type)).json).toBe('{"a":["1","2"],"b":"é"}');
  });

  row('a form with files is texts and files, whoever looks', async (app) => {
    const form = new FormData();
    form.append('list', new Blob(['12345'], { type: 'image/png' }), 'a.png');
    const answer = await app.ask('/bodies/field', { method: 'POST', body: form });
    expect(answer.json).toBe('image/png a.png of 5');
    form.append('n', '1');
    expect((await app.ask('/bodies', { method: 'POST', body: form })).json).toMatch(
      /^\{"list":\{"name":"a.png",.*"n":"1"\}$/,
    );
  });

  row('octets are a Buffer, text is a text, nothing is undefined', async (app) => {
    expect((await send(app, Buffer.alloc(1000), 'application/octet-stream')).json).toBe('Buffer of 1000');
    expect((await send(app, 'hi', 'text/plain')).json).toBe('"hi"');
    expect((await send(app, '', undefined)).json).toBe('undefined');
  });

  row('large JSON is the same to the hooks, with a length, in chunks or compressed', async (app) => {
    const answers = await Promise.all([
      send(app, LARGE, JSON_TYPE),
      send(app, inParts(LARGE), JSON_TYPE),
      send(app, gzipSync(LARGE), JSON_TYPE, { 'content-encoding': 'gzip' }),
    ]);
    for (const answer of answers) expect(answer).toEqual({ status: 200, json: 'list of 60000' });
  });

  row('whoever looks into large JSON finds it parsed', async (app) => {
    const answer = await send(app, `{"list":${LARGE}}`, JSON_TYPE, {}, '/bodies/field');
    expect(answer).toEqual({ status: 200, json: 'list of 60000' });
  });

  row('malformed JSON is 400, whatever its size and whoever looks', async (app) => {
    const answers = await Promise.all([
      send(app, '{"x":', JSON_TYPE),
      send(app, `${LARGE.slice(0, -1)},`, JSON_TYPE),
      send(app, '{"list":', JSON_TYPE, {}, '/bodies/field'),
    ]);
    for (const answer of answers)
      expect(answer).toMatchObject({ status: 400, json: { code: 'invalid_json' } });
  });

  row('more than maxPayloadBytes is 413, with a length', async (app) => {
    const answer = await send(app, TOO_LARGE, JSON_TYPE);
    expect(answer).toMatchObject({ status: 413, json: { code: 'payload_too_large' } });
  });

  row('more than maxPayloadBytes is 413, counted while reading and after decompression', async (app) => {
    expect((await send(app, inParts(TOO_LARGE), JSON_TYPE)).status).toBe(413);
    expect((await send(app, gzipSync(TOO_LARGE), JSON_TYPE, { 'content-encoding': 'gzip' })).status).toBe(
      413,
    );
  });
});
