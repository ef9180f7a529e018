import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createClient, LitServeError, type Client, type ClientOptions } from 'nestjs-litserve/client';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CLIENT_APIS, CountApi, TextsApi, type Endpoints } from '../fixtures/client/client.apis.js';
import type { paths } from '../fixtures/client/paths.js';
import { ADAPTERS, bootApp, type RunningApp } from '../support/boot-app.js';
import { until } from '../support/start-app.js';

const FORMATS = ['ndjson', 'sse'] as const;

async function all<Chunk>(chunks: AsyncIterable<Chunk>): Promise<Chunk[]> {
  const got: Chunk[] = [];
  for await (const chunk of chunks) got.push(chunk);
  return got;
}

describe.each(ADAPTERS)('the client, of an app on %s', (adapter) => {
  let running: RunningApp;
  let client: Client<Endpoints>;
  const clientWith = (options: ClientOptions): Client<Endpoints> =>
    createClient<Endpoints>({ url: running.url, ...options });
  beforeAll(async () => {
    running = await bootApp(adapter, { providers: CLIENT_APIS });
    client = clientWith({});
  });
  afterAll(() => running.close());

  it('sends and gets what its types say', async () => {
    const answer = await client.predict('/scores', { pixels: new Float32Array([1, 3]) });
    const { scores, at, tags }: { scores: number[]; at: string; tags: string[] } = answer;
    expect({ scores, at, tags }).toEqual({ scores: [0.5, 1.5], at: new Date(0).toISOString(), tags: ['a'] });
    const bytes: Uint8Array = await client.predict('/reverse', new Uint8Array([1, 2, 3]));
    expect([...bytes]).toEqual([3, 2, 1]);
    expect(await client.predict('/echo', 'a text')).toEqual({ body: 'a text' });
    expect(await client.predict('/echo', null)).toEqual({ body: null });
  });

  it('uploads a form', async () => {
    const form = new FormData();
    form.append('title', 'cat');
    form.append('file', new Blob(['meow']), 'cat.png');
    expect(await client.predict('/upload', form)).toBe('cat: cat.png, 4 bytes');
  });

  it('has headers of its own, for each attempt', async () => {
    const keyed = clientWith({ headers: async () => ({ authorization: 'Bearer key' }) });
    expect(await keyed.predict('/private', undefined)).toBe('Bearer key');
    const refused = client.predict('/private', undefined, { headers: { 'x-request-id': 'mine' } });
    await expect(refused).rejects.toMatchObject({
      name: 'RequestError',
      status: 401,
      code: 'unauthorized',
      message: 'no key',
      requestId: 'mine',
    });
  });

  it('is told 504 at the deadline it asks for', async () => {
    const late = client.predict('/slow', 60_000, { timeoutMs: 30 });
    await expect(late).rejects.toMatchObject({
      name: 'DeadlineError',
      code: 'deadline_exceeded',
      status: 504,
    });
  });

  it('is told of a full queue, and gets through when it may try again', async () => {
    const leave = new AbortController();
    const options = { signal: leave.signal };
    const hold = [client.predict('/slow', 60_000, options), client.predict('/slow', 60_000, options)];
    for (const call of hold) call.catch(() => undefined);
    const full = {
      name: 'OverloadedError',
      code: 'queue_full',
      status: 429,
      retryAfterMs: expect.any(Number),
    };
    const refused = (): Promise<unknown> =>
      client.predict('/slow', 1, { retries: 0, timeoutMs: 50 }).then(
        () => undefined,
        (error: unknown) => error,
      );
    await until('it is full', async () => ((await refused()) as LitServeError).code === 'queue_full');
    expect(await refused()).toMatchObject(full);
    const patient = client.predict('/slow', 1);
    leave.abort();
    expect(await patient).toBe('awake');
  });

  it.each(FORMATS)('reads streams as %s', async (format) => {
    const chunks = await all(client.stream('/count', { to: 3 }, { format }));
    expect(chunks.map(({ i, at }) => [i, at])).toEqual([1, 2, 3].map((i) => [i, new Date(i).toISOString()]));
    expect(await all(client.stream('/count', { to: 0 }, { format }))).toEqual([]);
    expect(await all(client.stream('/echo', 1, { format }))).toEqual([{ body: 1 }]);
  });

  it('keeps texts as they are, in NDJSON and in a list', async () => {
    expect(await all(client.stream('/texts', {}))).toEqual(TextsApi.TEXTS);
    expect(await client.predict('/texts', {})).toEqual(TextsApi.TEXTS);
    const events: unknown[] = await all(client.stream('/texts', {}, { format: 'sse' }));
    expect(events).toEqual([5, 'a\nb', '😀 ä', '', { x: 1 }, true]);
  });

  it.each(FORMATS)(
    'throws what a stream of %s fails with, before and after its first chunk',
    async (format) => {
      const got: number[] = [];
      const read = async (failAt: number): Promise<void> => {
        for await (const { i } of client.stream('/count', { to: 3, failAt }, { format })) got.push(i);
      };
      const error = { name: 'RequestError', status: 400, message: 'no more', code: 'bad_request' };
      await expect(read(1)).rejects.toMatchObject(error);
      await expect(read(3)).rejects.toMatchObject({ ...error, requestId: expect.any(String) });
      expect(got).toEqual([1, 2]);
    },
  );

  it.each(FORMATS)('ends the generator of a stream of %s when its loop is left', async (format) => {
    const before = CountApi.ended.length;
    for await (const { i } of client.stream('/count', { to: 9, waitAt: 3 }, { format })) if (i === 2) break;
    await until('it has ended', () => CountApi.ended.length > before);
    expect(CountApi.ended.at(-1)).toBe(3);
  });

  it('ends the generator with its signal, while it waits for a chunk', async () => {
    const [leave, reason] = [new AbortController(), new Error('enough')];
    const before = CountApi.ended.length;
    const read = async (): Promise<void> => {
      for await (const { i } of client.stream('/count', { to: 9, waitAt: 3 }, { signal: leave.signal })) {
        if (i === 2) setImmediate(() => leave.abort(reason));
      }
    };
    await expect(read()).rejects.toBe(reason);
    await until('it has ended', () => CountApi.ended.length > before);
  });
});

describe('the client, of an OpenAPI document', () => {
  it('has the types that openapi-typescript makes', async () => {
    const sent: string[] = [];
    const fetch = async (url: unknown): Promise<Response> => {
      sent.push(String(url));
      return Response.json({ sum: 3 });
    };
    const client = createClient<paths>({ url: 'http://host', fetch });
    const { sum }: { sum: number } = await client.predict('/sum', { a: 1, note: 'x' });
    expect(sum).toBe(3);
    for await (const chunk of client.stream('/tokens', { a: 1 })) expect(chunk.sum).toBe(3);
    expect(await client.predict('/free', 'anything')).toEqual({ sum: 3 });
    // @ts-expect-error of the wrong type
    await client.predict('/sum', { a: '1' });
    // @ts-expect-error not a route of POST
    await client.predict('/health', {});
    expect(sent).toHaveLength(5);
  });
});

describe('the client, of a server that breaks off', () => {
  let server: Server;
  let url: string;
  beforeAll(async () => {
    server = createServer((request, response) => {
      const isPlain = request.url === '/no-length';
      // Without a length or chunks only the end of the connection ends the answer, as behind an old proxy.
      if (isPlain) response.useChunkedEncodingByDefault = false;
      response.writeHead(200, { 'content-type': 'application/x-ndjson' });
      response.write(isPlain ? '1\n{"half":' : '1\n2\n', () => response.destroy());
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => {
    server.close();
  });

  it.each(['/chunked', '/no-length'])('is told so on %s', async (path) => {
    const broken = all(createClient({ url }).stream(path, {}));
    await expect(broken).rejects.toMatchObject({ name: 'ConnectionError', code: 'connection_lost' });
  });

  it('is told when nobody is there', async () => {
    const call = createClient({ url: 'http://127.0.0.1:1' }).predict('/x', 1);
    await expect(call).rejects.toMatchObject({ code: 'connection_failed', status: 0 });
  });
});
