import { type CanActivate, type ExecutionContext, UseGuards } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { LitContext, LitEndpoint, LitServeService } from 'nestjs-litserve';
import { EventEmitter, once } from 'node:events';
import { Agent, request, type IncomingMessage } from 'node:http';
import { gzipSync } from 'node:zlib';
import { ADAPTERS, bootApp, type RunningApp } from '../support/boot-app.js';
import { post, RawConnection } from '../support/raw-request.js';
import { until } from '../support/start-app.js';

const KIB = 1024;
const BUDGET = 200 * KIB;

/** What happens in the model, which runs in this process. */
const model = new EventEmitter();

class Key implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const { headers } = context.switchToHttp().getRequest<{ headers: Record<string, string> }>();
    return !headers['x-deny'];
  }
}

@LitEndpoint('/held', { maxQueueSize: 1, maxPayloadBytes: 1024 * KIB, timeoutMs: 0 })
@UseGuards(Key)
class HeldApi {
  async predict(input: unknown, { signal }: LitContext): Promise<string> {
    model.emit('runs');
    await Promise.race([once(model, 'release'), once(signal, 'abort')]);
    return typeof input;
  }
}

describe.each(ADAPTERS)('an app that has too much to do on %s', (adapter) => {
  let running: RunningApp;
  let agent: Agent;
  beforeEach(async () => {
    agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const litserve = { maxBufferedBytes: BUDGET };
    running = await bootApp(adapter, { providers: [HeldApi], litserve });
  });
  afterEach(async () => {
    agent.destroy();
    const letGo = setInterval(() => model.emit('release'), 5);
    await running.close();
    clearInterval(letGo);
  });

  const stats = () => running.app.get(LitServeService).stats()['held'];
  const text = (bytes: number): string => JSON.stringify('x'.repeat(bytes - 2));

  /** Over the one connection of the agent. */
  const send = (
    body: string,
    headers: Record<string, string> = {},
  ): Promise<{ status: number; connection: string | undefined; isReused: boolean }> =>
    new Promise((resolve, reject) => {
      const length = { 'content-length': Buffer.byteLength(body) };
      const call = request(`${running.url}/held`, {
        method: 'POST',
        agent,
        headers: { 'content-type': 'application/json', ...length, ...headers },
      });
      call.on('error', reject).end(body);
      call.on('response', (response) => {
        const { statusCode = 0, headers: answered } = response;
        const seen = { status: statusCode, connection: answered.connection, isReused: call.reusedSocket };
        response.resume().on('end', () => resolve(seen));
      });
    });

  /** One item runs, one waits; their statuses. */
  const fill = async (): Promise<{ accepted: Promise<number[]> }> => {
    const runs = once(model, 'runs');
    const first = running.post('/held', 1);
    await runs;
    const second = running.post('/held', 2);
    await until('one waits', () => stats()?.waiting === 1);
    return { accepted: Promise.all([first, second]).then((both) => both.map(({ status }) => status)) };
  };

  describe('with a full queue', () => {
    it('refuses before the body is read, and reads a bounded part of it after the answer', async () => {
      await fill();
      const client = new RawConnection(running.url);
      client.send(post('/held', '', { 'content-length': String(900 * KIB) }));
      expect(await client.statuses(1)).toEqual([429]);
      expect(client.received).toMatch(/connection: close/i);
      expect(client.received).toMatch(/retry-after: 1\r\n/i);
      expect(client.received).toContain('queue_full');
      await client.closed;
      expect(stats()?.rejected).toBe(1);
    });

    it('keeps the connection of a small body', async () => {
      await fill();
      expect(await send(text(60 * KIB))).toEqual({ status: 429, connection: 'keep-alive', isReused: false });
      expect(await send(text(100))).toEqual({ status: 429, connection: 'keep-alive', isReused: true });
      expect(stats()?.rejected).toBe(2);
    });

    it('keeps the connection of a small form, which nobody has read', async () => {
      await fill();
      const form = { 'content-type': 'multipart/form-data; boundary=x' };
      expect(await send(text(1000), form)).toMatchObject({ status: 429, isReused: false });
      expect(await send(text(1000), form)).toMatchObject({ status: 429, isReused: true });
    });

    it('lets the guards of the app speak first, and counts only who came past them', async () => {
      await fill();
      expect((await running.post('/held', 1, { 'x-deny': '1' })).status).toBe(403);
      expect((await running.post('/held', 1)).status).toBe(429);
      expect(stats()?.rejected).toBe(1);
    });

    it('tells events$ who was refused, and why', async () => {
      await fill();
      const told = new Promise((resolve) =>
        running.app.get(LitServeService).events$.subscribe((event) => resolve(event)),
      );
      await running.post('/held', 1, { 'x-request-id': 'r-1' });
      expect(await told).toMatchObject({ outcome: 'rejected', code: 'queue_full', requestId: 'r-1' });
    });

    it('lets in again when there is room', async () => {
      const { accepted } = await fill();
      expect((await running.post('/held', 1)).status).toBe(429);
      const letGo = setInterval(() => model.emit('release'), 5);
      expect(await accepted).toEqual([200, 200]);
      expect((await running.post('/held', 1)).status).toBe(200);
      clearInterval(letGo);
    });
  });

  describe('with its memory for bodies full', () => {
    const full = { status: 429, json: { code: 'buffer_full' } };

    it('refuses more until a request is over', async () => {
      const runs = once(model, 'runs');
      const held = running.post('/held', 'x'.repeat(150 * KIB));
      await runs;
      const refused = await running.post('/held', 'x'.repeat(100 * KIB));
      expect(refused).toMatchObject(full);
      expect(refused.headers.get('retry-after')).toBe('1');
      expect(stats()?.rejected).toBe(1);
      model.emit('release');
      expect((await held).status).toBe(200);
      const again = once(model, 'runs');
      const accepted = running.post('/held', 'x'.repeat(190 * KIB));
      await again;
      model.emit('release');
      expect((await accepted).status).toBe(200);
    });

    it.each([
      ['chunked', {}],
      ['compressed', { 'content-encoding': 'gzip' }],
    ])('refuses in the middle of a %s body', async (_, headers) => {
      const runs = once(model, 'runs');
      void running.post('/held', 'x'.repeat(150 * KIB));
      await runs;
      const bytes = Buffer.from(text(100 * KIB));
      const body = new Blob(['content-encoding' in headers ? gzipSync(bytes) : bytes]).stream();
      const chunked: RequestInit = { method: 'POST', body, duplex: 'half' };
      const type = { 'content-type': 'application/json' };
      const answer = await running.ask('/held', { ...chunked, headers: { ...type, ...headers } });
      expect(answer).toMatchObject(full);
    });

    it('has it back when clients leave, with their bodies half sent, waiting or running', async () => {
      const half = new RawConnection(running.url).send(
        post('/held', '', { 'content-length': String(190 * KIB) }),
        'x'.repeat(KIB),
      );
      await until('it is taken', async () => (await tryOne(20)) === 429);
      half.leave();
      await until('it is back', async () => (await tryOne(150)) !== 429);
      expect(await tryOne(190)).not.toBe(429);
    });

    it('refuses what is larger than all of it with 413', async () => {
      const answer = await running.post('/held', 'x'.repeat(BUDGET));
      expect(answer).toMatchObject({ status: 413, json: { code: 'payload_too_large' } });
    });

    /** A request whose client leaves as soon as it runs, or its status if it was refused. */
    async function tryOne(kib: number): Promise<number> {
      const runs = once(model, 'runs').then(() => 200);
      // `fetch` would open another connection after the abort, for which a server that closes waits.
      const call = request(`${running.url}/held`, { method: 'POST', agent: false });
      call.on('error', () => undefined).end(text(kib * KIB));
      const answered = once(call, 'response') as Promise<[IncomingMessage]>;
      const refused = answered.then(([response]) => response.statusCode ?? 0);
      refused.catch(() => undefined);
      const status = await Promise.race([runs, refused]);
      call.destroy();
      await until('nothing runs', () => stats()?.running === 0);
      return status;
    }
  });
});
