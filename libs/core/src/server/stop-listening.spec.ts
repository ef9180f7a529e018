import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { createServer, get, type IncomingMessage, type Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { stopListening } from './stop-listening.js';

describe('a server that stops listening', () => {
  let server: Server;
  let port: number;
  const served: boolean[] = [];
  beforeEach(async () => {
    served.length = 0;
    server = createServer((_, response) => {
      served.push(server.listening);
      response.end('served');
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    ({ port } = server.address() as AddressInfo);
  });
  afterEach(() => void server.close());

  const ask = async (): Promise<string> => {
    const [response] = (await once(get({ port, host: '127.0.0.1', agent: false }), 'response')) as [
      IncomingMessage,
    ];
    return text(response);
  };
  /** Connections that the kernel has made and the server has not taken. */
  const askAtOnce = (count: number): Promise<string[]> =>
    Promise.all(Array.from({ length: count }, () => ask()));

  it('serves who has connected before, and refuses who comes then', async () => {
    const answers = askAtOnce(30);
    await stopListening(server);
    await expect(ask()).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    expect(await answers).toEqual(Array.from({ length: 30 }, () => 'served'));
  });

  it('serves them when the door is closed, so that those who come meanwhile are soon all in', async () => {
    const answers = askAtOnce(3);
    await stopListening(server);
    await answers;
    expect(served).toEqual([false, false, false]);
  });

  it('leaves connections that are idle open', async () => {
    const client = connect(port, '127.0.0.1');
    await once(server, 'connection');
    client.write('GET / HTTP/1.1\r\nhost: here\r\n\r\n');
    await once(client, 'data');
    await stopListening(server);
    client.write('GET / HTTP/1.1\r\nhost: here\r\nconnection: close\r\n\r\n');
    expect(await text(client)).toContain('served');
  });

  it('is not disturbed by those who leave before it serves them', async () => {
    const clients = Array.from({ length: 5 }, () => connect(port, '127.0.0.1'));
    const connected = once(clients.at(-1) ?? server, 'connect');
    const stopped = connected.then(() => {
      const stopping = stopListening(server);
      for (const client of clients) client.resetAndDestroy();
      return stopping;
    });
    await stopped;
    expect(served).toEqual([]);
  });

  it('tells whoever listened for connections, and nobody else', async () => {
    const listeners = server.listeners('connection');
    let told = 0;
    server.once('connection', () => told++);
    const answers = askAtOnce(2);
    await stopListening(server);
    await answers;
    expect(told).toBe(1);
    expect(server.listeners('connection')).toEqual(listeners);
  });

  it('need not listen', async () => {
    await stopListening(createServer());
  });
});
