import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { closeAfterAnswer, hideBodyHeaders } from './refusal.js';

describe('hideBodyHeaders', () => {
  it('takes away what describes a body, and gives it back', () => {
    const headers = {
      'content-type': 'a/b',
      'content-length': '5',
      'content-encoding': 'gzip',
      accept: '*/*',
    };
    const request = { headers: { ...headers } } as never as IncomingMessage;
    const restore = hideBodyHeaders(request);
    expect(request.headers).toEqual({ accept: '*/*' });
    restore();
    expect(request.headers).toEqual(headers);
  });
});

describe('closeAfterAnswer', () => {
  let server: Server;
  let client: Socket;
  let received = '';

  afterEach(() => {
    jest.useRealTimers();
    client.destroy();
    server.close();
  });

  /** A server that refuses whatever comes, for a client that has sent its headers. */
  async function refuse(length: number, maxBytes: number): Promise<IncomingMessage> {
    server = createServer((request: IncomingMessage, response: ServerResponse) => {
      closeAfterAnswer(request, response, maxBytes);
      response.end('no');
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const requested = once(server, 'request') as Promise<[IncomingMessage]>;
    received = '';
    client = connect({
      port: (server.address() as AddressInfo).port,
      host: '127.0.0.1',
      allowHalfOpen: true,
    });
    client.on('data', (chunk: Buffer) => (received += chunk.toString())).on('error', () => undefined);
    client.write(`POST / HTTP/1.1\r\nhost: x\r\ncontent-length: ${length}\r\n\r\n`);
    return (await requested)[0];
  }

  const cut = ({ socket }: IncomingMessage): Promise<unknown> =>
    new Promise((resolve) => (socket.destroyed ? resolve(undefined) : socket.once('close', resolve)));

  it('lets a client that sends a little more than it may read the answer', async () => {
    const request = await refuse(150, 100);
    client.write('x'.repeat(150));
    await cut(request);
    expect(received).toMatch(/^HTTP\/1\.1 200 [^]*connection: close[^]*no$/i);
    expect(request.complete).toBe(true);
  });

  it('cuts off a client that goes on for ever', async () => {
    const request = await refuse(1e9, 100);
    const chunk = 'x'.repeat(65_536);
    const more = (): void => {
      while (!client.destroyed && client.write(chunk));
    };
    client.on('drain', more).on('error', () => undefined);
    more();
    await cut(request);
    // A read or two of the socket, however fast the client is.
    expect(request.socket.bytesRead).toBeLessThan(1024 * 1024);
  });

  it('cuts off a client that sends nothing more, after a while', async () => {
    jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask'] });
    const request = await refuse(1000, 100);
    while (!received.endsWith('no')) await once(client, 'data');
    await new Promise((resolve) => setImmediate(resolve));
    expect(request.socket.destroyed).toBe(false);
    jest.advanceTimersByTime(1000);
    expect(request.socket.destroyed).toBe(true);
  });

  it('leaves a connection alone whose body has been read', async () => {
    server = createServer((request, response) => {
      request.resume();
      request.on('end', () => {
        closeAfterAnswer(request, response, 100);
        response.end('ok');
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    client = connect((server.address() as AddressInfo).port, '127.0.0.1');
    client.write('POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 2\r\n\r\nhi');
    const [answer] = (await once(client, 'data')) as [Buffer];
    expect(answer.toString()).toContain('keep-alive');
  });
});
