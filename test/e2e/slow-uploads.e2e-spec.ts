import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { afterEach, describe, expect, it } from '@jest/globals';
import { LitEndpoint } from 'nestjs-litserve';
import type { Server } from 'node:http';
import { bootApp, listen, rootModule, type RunningApp } from '../support/boot-app.js';
import { post, RawConnection } from '../support/raw-request.js';

@LitEndpoint('/echo')
class EchoApi {
  predict(input: unknown): unknown {
    return input;
  }
}

const KIB = 1024;
const PARTS = { providers: [EchoApi], litserve: { maxBufferedBytes: 100 * KIB } };

describe('an upload that does not end', () => {
  let running: RunningApp;
  afterEach(() => running.close());

  it('is 408 after the requestTimeout of the server, and what it held is free', async () => {
    // Node looks for such requests every 30 s unless it is told otherwise, which only this adapter can do.
    const http = { connectionsCheckingInterval: 50, headersTimeout: 200 };
    const adapter = new FastifyAdapter({ requestTimeout: 300, http });
    running = await listen(
      await NestFactory.create(rootModule(PARTS), adapter, { logger: false, abortOnError: false }),
    );
    const slow = new RawConnection(running.url);
    slow.send(post('/echo', '', { 'content-length': String(90 * KIB) }), '"');
    const since = performance.now();
    expect(await slow.statuses(1)).toEqual([408]);
    expect(performance.now() - since).toBeGreaterThan(290);
    await slow.closed;
    expect((await running.post('/echo', 'x'.repeat(90 * KIB))).status).toBe(200);
  });

  it.each([
    ['express', 300_000],
    ['fastify', 0],
  ] as const)(
    'has the bound that the guide on overload says on %s: %d ms',
    async (adapter, requestTimeout) => {
      running = await bootApp(adapter, PARTS);
      expect((running.app.getHttpServer() as Server).requestTimeout).toBe(requestTimeout);
    },
  );
});
