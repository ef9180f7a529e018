import { describe, expect, it } from '@jest/globals';
import { EventEmitter, once } from 'node:events';
import { Agent, createServer, get, type IncomingMessage, type ServerResponse } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { OpenConnections } from './open-connections.js';

describe('OpenConnections', () => {
  it('closes a connection once its answer is complete, and not before', async () => {
    const server = createServer({ keepAliveTimeout: 60_000 }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const connections = new OpenConnections(server);
    const agent = new Agent({ keepAlive: true });
    const call = get({ port: (server.address() as AddressInfo).port, host: '127.0.0.1', agent });
    const [, answer] = (await once(server, 'request')) as [IncomingMessage, ServerResponse];
    const looks = new EventEmitter();
    const look = server.closeIdleConnections.bind(server);
    server.closeIdleConnections = () => {
      look();
      looks.emit('looked');
    };
    connections.closeIdle();
    const closed = once(server.close(), 'close');
    answer.write('begun, ');
    const [response] = (await once(call, 'response')) as [IncomingMessage];
    await once(looks, 'looked');
    answer.end('finished');
    expect((await response.setEncoding('utf8').toArray()).join('')).toBe('begun, finished');
    await closed;
    agent.destroy();
  });

  it('closes a connection that never brings a request', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const connections = new OpenConnections(server);
    const accepted = once(server, 'connection');
    const silent = connect((server.address() as AddressInfo).port, '127.0.0.1');
    await accepted;
    connections.closeIdle();
    const ended = once(silent, 'close');
    await once(server.close(), 'close');
    await ended;
  });

  it('leaves a server that does not listen alone', () => {
    const server = createServer();
    new OpenConnections(server).closeIdle();
    expect(server.listenerCount('close')).toBe(0);
  });
});
