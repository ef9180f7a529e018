import {
  Module,
  UseGuards,
  type CanActivate,
  type ExecutionContext,
  type INestApplication,
} from '@nestjs/common';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { LitEndpoint, LitServeModule } from 'nestjs-litserve';
import { LitServeTestingModule, readSse } from 'nestjs-litserve/testing';
import request from 'supertest';
import { ADAPTERS } from '../support/boot-app.js';

class Named implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    return (
      context.switchToHttp().getRequest<{ headers: Record<string, string> }>().headers['x-name'] === 'me'
    );
  }
}

@LitEndpoint('/double', { maxBatchSize: 8, batchTimeoutMs: 20, timeoutMs: 1_000, isolation: 'process' })
@UseGuards(Named)
class DoubleApi {
  predict(batch: number[]): number[] {
    return batch.map((input) => input * 2);
  }
}

@LitEndpoint('/count', { stream: true })
class CountApi {
  *predict(to: number): Generator<{ n: number }> {
    for (let n = 1; n <= to; n += 1) yield { n };
  }
}

@Module({ imports: [LitServeModule.forRoot()], providers: [DoubleApi, CountApi] })
class AppModule {}

describe.each(ADAPTERS)('an app of its own on the bench, on %s', (adapter) => {
  let app: INestApplication;
  let testing: LitServeTestingModule;

  beforeEach(async () => {
    const module = await Test.createTestingModule({ imports: [AppModule, LitServeTestingModule] }).compile();
    const fastify = adapter === 'fastify';
    app = fastify ? module.createNestApplication(new FastifyAdapter()) : module.createNestApplication();
    await app.init();
    if (fastify) await (app as NestFastifyApplication).getHttpAdapter().getInstance().ready();
    testing = app.get(LitServeTestingModule);
  });

  afterEach(() => app.close());

  const post = (path: string, body: unknown, headers: Record<string, string> = { 'x-name': 'me' }) =>
    request(app.getHttpServer())
      .post(path)
      .set({ 'content-type': 'application/json', ...headers })
      .send(JSON.stringify(body))
      .then((response) => response);

  it('puts requests of clients, past the guard, and calls into one batch', async () => {
    const double = testing.endpoint(DoubleApi);
    const answers = [post('/double', 1), post('/double', 2)];
    await double.received(2);
    const call = double.predict(3);
    expect((await post('/double', 1, {})).status).toBe(403);
    await testing.clock.advance(20);
    expect((await Promise.all(answers)).map(({ body }) => body as unknown)).toEqual([2, 4]);
    expect(await call).toBe(6);
    expect(double.batches).toMatchObject([{ size: 3, startedAtMs: 20 }]);
  });

  it('answers 503 to the client whose input kills the worker, and serves on', async () => {
    const double = testing.endpoint(DoubleApi);
    double.faults.crashOn((batch) => batch.includes(13));
    const answer = post('/double', 13);
    await double.received(1);
    await testing.clock.advance(20);
    await testing.clock.advance(20);
    expect(await answer).toMatchObject({ status: 503, body: { code: 'worker_crashed' } });
    const next = post('/double', 1);
    await double.received(2);
    await testing.clock.advance(20);
    expect((await next).body).toBe(2);
  });

  it('answers 504 at the deadline', async () => {
    const double = testing.endpoint(DoubleApi);
    double.faults.hangOn(1);
    const answer = post('/double', 1);
    await double.received(1);
    await testing.clock.advance(1_000);
    expect(await answer).toMatchObject({ status: 504, body: { code: 'deadline_exceeded' } });
  });

  it('ends a stream with an event when its worker dies', async () => {
    testing.endpoint(CountApi).faults.crashOn(2, { afterChunks: 1 });
    expect(await readSse(await post('/count', 2)).toArray()).toMatchObject([
      { event: 'message', data: '{"n":1}' },
      { event: 'message', data: '{"n":2}' },
    ]);
    const [first, last] = await readSse(await post('/count', 2)).toArray();
    expect(first).toMatchObject({ data: '{"n":1}' });
    expect(last?.event).toBe('error');
    expect(JSON.parse(last?.data ?? '')).toMatchObject({ statusCode: 503, code: 'worker_crashed' });
  });

  it('closes at once, with what waits for a step', async () => {
    const double = testing.endpoint(DoubleApi);
    const answer = post('/double', 1);
    await double.received(1);
    await app.close();
    expect(await answer).toMatchObject({ status: 200, body: 2 });
  });
});
