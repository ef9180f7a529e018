import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { createServer, get, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { beginLitRequest } from '../lit-request.js';
import { Heartbeat } from './heartbeat.js';
import { StreamWriter } from './stream-writer.js';

const error = (code: string) => ({ statusCode: 503, code, message: 'over', requestId: 'r' });
const MORE_THAN_SOCKETS_TAKE = 48 * 1024 * 1024;

describe('StreamWriter and a client that does not read', () => {
  let server: Server;
  beforeEach(async () => {
    server = createServer({ keepAliveTimeout: 1 }).listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterEach(() => {
    server.close().closeAllConnections();
  });

  /** Writes more than the sockets of both ends take. */
  async function stuffed(): Promise<{ writer: StreamWriter; response: IncomingMessage }> {
    const call = get({ port: (server.address() as AddressInfo).port, host: '127.0.0.1', agent: false });
    const [request, raw] = (await once(server, 'request')) as [IncomingMessage, ServerResponse];
    const state = beginLitRequest(request, raw);
    state.flow = { pause: () => undefined, resume: () => undefined };
    const writer = new StreamWriter(raw, 'ndjson', state, new Heartbeat());
    writer.write('x'.repeat(MORE_THAN_SOCKETS_TAKE));
    const [response] = (await once(call, 'response')) as [IncomingMessage];
    return { writer, response: response.on('error', () => undefined) };
  }

  it('tells it of an error once it reads on', async () => {
    const { writer, response } = await stuffed();
    writer.end(error('slow_client'));
    const text = (await response.setEncoding('utf8').toArray()).join('');
    expect(text.split('\n').at(-2)).toBe(JSON.stringify({ error: error('slow_client') }));
  });

  it('does not wait for it when the server closes', async () => {
    const { writer, response } = await stuffed();
    const closed = once(server.close(), 'close');
    writer.end(error('draining'));
    await closed;
    response.destroy();
  });
});
