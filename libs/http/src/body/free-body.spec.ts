import { afterEach, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { litRequestOf } from '../lit-request.js';
import { OpenRequests } from '../open-requests.js';
import type { GatedRoute } from '../route-options.js';
import { BodyBudget } from './body-budget.js';
import { receiveBody } from './receive-body.js';

const ROUTE: GatedRoute = {
  maxPayloadBytes: undefined,
  body: 'parsed',
  needsBody: false,
  intercepted: false,
  stream: false,
};
const MEGABYTE = 1024 ** 2;

interface Case {
  readonly bytes?: number;
  readonly isServed?: boolean;
  /** What the app does with the request before we read its body. */
  readonly before?: (request: IncomingMessage) => void;
}

let server: Server;
afterEach(() => new Promise((closed) => server.close(closed)));

/** What is left of the chunks of a body when its request is over. */
async function left({ bytes = MEGABYTE, isServed = true, before }: Case): Promise<number> {
  const requests = new OpenRequests(new BodyBudget(2 * MEGABYTE), 2 * MEGABYTE);
  let chunks: readonly Buffer[] = [];
  server = createServer((request, response) => {
    before?.(request);
    const state = requests.begin(request, response);
    void receiveBody(request, response, state, ROUTE).then(() => {
      chunks = state.body?.chunks ?? [];
      state.isServed = isServed;
      response.once('close', () => server.emit('over', litRequestOf(request)?.body));
      response.end();
    });
  }).listen(0);
  await once(server, 'listening');
  const over = once(server, 'over');
  const { port } = server.address() as AddressInfo;
  await fetch(`http://127.0.0.1:${port}`, { method: 'POST', body: new Uint8Array(bytes) });
  const [body] = (await over) as [object | undefined];
  const length = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
  expect(body === undefined).toBe(length === 0);
  return length;
}

describe('the body of a request that is over', () => {
  it('is freed', async () => {
    expect(await left({})).toBe(0);
  });

  it.each<[string, Case]>([
    ['no worker has dealt with it: it may be on its way to one', { isServed: false }],
    ['another listens, too', { before: (request) => request.on('data', () => {}) }],
    ['another reads, too', { before: (request) => request.on('readable', () => request.read()) }],
    ['it is one chunk, which others may have', { bytes: 1000 }],
  ])('is left where %s', async (_, one) => {
    expect(await left(one)).toBe(one.bytes ?? MEGABYTE);
  });
});
