import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { httpSender, type BenchRequest } from './http-sender.js';

const EVENTS = { 'content-type': 'text/event-stream' };

const ROUTES: Readonly<Record<string, (request: IncomingMessage, response: ServerResponse) => void>> = {
  '/echo': (request, response) => void request.pipe(response),
  '/refused': (_, response) =>
    void response.writeHead(429, { 'retry-after': '3' }).end('{"code":"queue_full","message":"full"}'),
  '/stream': (_, response) => {
    response.writeHead(200, EVENTS).write('data: 1\n\ndata: 2\n\n');
    setImmediate(() => response.end('data: 3\n\n'));
  },
  '/failed': (_, response) =>
    void response.writeHead(200, EVENTS).end('data: 1\n\nevent: error\ndata: {"code":"worker_crashed"}\n\n'),
  '/cut': (_, response) => {
    response.writeHead(200, EVENTS).write('data: 1\n\n', () => setImmediate(() => response.destroy()));
  },
  '/silent': () => undefined,
};

describe('httpSender', () => {
  const ports: string[] = [];
  const server = createServer((request, response) => {
    ports.push(String(request.socket.remotePort));
    ROUTES[request.url ?? '']?.(request, response);
  });
  beforeAll(async () => {
    await once(server.listen(0, '127.0.0.1'), 'listening');
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  const to = (path: string, differs: Partial<BenchRequest> = {}) =>
    httpSender(
      {
        url: new URL(path, `http://127.0.0.1:${(server.address() as AddressInfo).port}`),
        method: 'POST',
        headers: {},
        bodies: [Buffer.from('{}')],
        stream: path !== '/echo',
        timeoutMs: 10_000,
        ...differs,
      },
      () => performance.now(),
    );

  async function send(path: string, differs?: Partial<BenchRequest>) {
    const sender = to(path, differs);
    const exchange = await sender.send(performance.now());
    sender.close();
    return exchange;
  }

  it('sends on kept-alive connections', async () => {
    ports.length = 0;
    const sender = to('/echo');
    for (let count = 0; count < 3; count++) {
      expect((await sender.send(performance.now())).error).toBeUndefined();
      // The agent takes the socket back a turn later.
      await new Promise(setImmediate);
    }
    sender.close();
    expect(new Set(ports).size).toBe(1);
  });

  it('counts the events of a stream, and the gaps between them', async () => {
    const { error, events, gapsMs, firstAt, endAt } = await send('/stream');
    expect([error, events, gapsMs.length]).toEqual([undefined, 3, 2]);
    expect(firstAt).toBeLessThanOrEqual(endAt);
  });

  it.each([
    ['/refused', { error: '429 queue_full', retryAfter: '3', body: expect.stringContaining('full') }],
    ['/failed', { error: 'stream error worker_crashed', events: 1 }],
    ['/cut', { error: 'cut', events: 1 }],
  ])('tells what went wrong at %s', async (path, exchange) => {
    expect(await send(path)).toMatchObject(exchange);
  });

  it('gives up when its time is over, counted from when it was due', async () => {
    const sender = to('/silent', { timeoutMs: 50 });
    expect(await sender.send(performance.now() - 60)).toMatchObject({ error: 'timeout' });
    sender.close();
  });

  it('ends what is under way when it is closed', async () => {
    const sender = to('/silent');
    const exchange = sender.send(performance.now());
    sender.close();
    expect(await exchange).toMatchObject({ error: 'aborted' });
  });

  it('tells that nobody is there', async () => {
    expect(await send('/echo', { url: new URL('http://127.0.0.1:9/') })).toMatchObject({
      error: 'ECONNREFUSED',
    });
  });
});
