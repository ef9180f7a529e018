import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { once } from 'node:events';
import { Agent, createServer, get, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { setImmediate as turn } from 'node:timers/promises';
import { OpenConnections } from './open-connections.js';

const LONG_MS = 60_000;

describe('OpenConnections', () => {
  let server: Server;
  let connections: OpenConnections;
  let agent: Agent;
  beforeEach(async () => {
    server = createServer({ keepAliveTimeout: LONG_MS }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    connections = new OpenConnections(server);
    agent = new Agent({ keepAlive: true });
  });
  afterEach(() => {
    jest.useRealTimers();
    agent.destroy();
    server.close();
  });

  const port = (): number => (server.address() as AddressInfo).port;

  /** A request that has reached the server, which has to answer it. */
  async function ask(): Promise<{ answer: ServerResponse; response: Promise<IncomingMessage> }> {
    const call = get({ port: port(), host: '127.0.0.1', agent });
    const response = once(call, 'response').then(([message]) => message as IncomingMessage);
    const [, answer] = (await once(server, 'request')) as [IncomingMessage, ServerResponse];
    return { answer, response };
  }

  /** A connection that has had an answer, and is idle. */
  async function keptConnection(): Promise<ReturnType<typeof connect>> {
    server.once('request', (_, answer: ServerResponse) => void answer.end('first'));
    const client = connect(port(), '127.0.0.1');
    client.write('GET / HTTP/1.1\r\nhost: here\r\n\r\n');
    await once(client, 'data');
    return client;
  }

  it('are gone at once when there are none', async () => {
    jest.useFakeTimers({ doNotFake: ['performance', 'setImmediate', 'nextTick'] });
    await connections.letGo(LONG_MS);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('are served once more, and told that it was the last time', async () => {
    const client = await keptConnection();
    server.once('request', (_, answer: ServerResponse) => void answer.end('last'));
    const gone = connections.letGo(LONG_MS);
    client.write('GET / HTTP/1.1\r\nhost: here\r\n\r\n');
    expect(await text(client)).toMatch(/connection: close\r\n.*last/is);
    await gone;
  });

  it('are closed when nothing comes, after the time that is given at the latest', async () => {
    const client = await keptConnection();
    const closed = once(client, 'close');
    jest.useFakeTimers({ doNotFake: ['performance', 'setImmediate', 'nextTick'] });
    const gone = connections.letGo(20);
    while (jest.getTimerCount() === 0) await turn();
    jest.advanceTimersByTime(19);
    expect(client.closed).toBe(false);
    jest.advanceTimersByTime(1);
    await Promise.all([gone, closed]);
  });

  it('are closed once their answer is complete, and not before', async () => {
    const { answer, response } = await ask();
    answer.write('begun, ');
    await connections.letGo(0);
    const closed = once(server.close(), 'close');
    const looked = nextLook(server);
    await looked;
    answer.end('finished');
    expect(await text(await response)).toBe('begun, finished');
    await closed;
  });

  it('are closed when they never bring a request', async () => {
    const accepted = once(server, 'connection');
    const silent = connect(port(), '127.0.0.1');
    await accepted;
    await connections.letGo(LONG_MS);
    const ended = once(silent, 'close');
    await once(server.close(), 'close');
    await ended;
  });

  it('are left alone by a server that does not listen', async () => {
    const other = createServer();
    await new OpenConnections(other).letGo(LONG_MS);
    expect(other.eventNames()).toEqual(
      createServer()
        .on('connection', () => {})
        .eventNames(),
    );
  });
});

/** Resolves when idle connections have been looked for again. */
function nextLook(server: Server): Promise<void> {
  const look = server.closeIdleConnections.bind(server);
  return new Promise((resolve) => {
    server.closeIdleConnections = () => {
      look();
      resolve();
    };
  });
}
