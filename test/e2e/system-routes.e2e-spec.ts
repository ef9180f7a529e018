import { afterEach, describe, expect, it } from '@jest/globals';
import {
  LIT_SERVE_OPTIONS,
  LitEndpoint,
  LitServeModule,
  LitServeService,
  type LitServeOptions,
} from 'nestjs-litserve';
import { Injectable, Module } from '@nestjs/common';
import { ADAPTERS, bootApp, type RunningApp } from '../support/boot-app.js';

let healthy = true;

@LitEndpoint('/digits', { maxBatchSize: 4, metadata: { owner: 'ml' } })
class DigitsApi {
  predict(inputs: unknown[]): unknown[] {
    return inputs;
  }

  health(): boolean {
    return healthy;
  }
}

@Injectable()
class Limits {
  readonly queue = 3;
}

@Module({ providers: [Limits], exports: [Limits] })
class LimitsModule {}

describe.each(ADAPTERS)('system routes on %s', (adapter) => {
  let running: RunningApp;
  afterEach(() => running.close());

  it('says ok when every endpoint can answer', async () => {
    running = await bootApp(adapter, { providers: [DigitsApi] });
    expect(await running.get('/livez')).toMatchObject({ status: 200, json: { status: 'ok' } });
    expect(await running.get('/health')).toMatchObject({
      status: 200,
      json: {
        status: 'ok',
        endpoints: [{ name: 'digits', pool: 'digits', status: 'ok', waiting: 0, running: 0 }],
        pools: [
          {
            name: 'digits',
            state: 'ready',
            size: 1,
            ready: 1,
            workers: [{ worker: 0, state: 'ready', device: 'cpu' }],
          },
        ],
      },
    });
  });

  it('is unavailable when a health hook says no', async () => {
    running = await bootApp(adapter, { providers: [DigitsApi] });
    healthy = false;
    try {
      const answer = await running.get('/health');
      expect(answer).toMatchObject({ status: 503, json: { status: 'unavailable' } });
      expect(await running.get('/livez')).toMatchObject({ status: 200 });
    } finally {
      healthy = true;
    }
  });

  it('describes the endpoints', async () => {
    running = await bootApp(adapter, {
      providers: [DigitsApi],
      setUp: (app) => void app.setGlobalPrefix('api'),
    });
    expect((await running.get('/api/info')).json).toMatchObject({
      server: { name: 'nestjs-litserve' },
      endpoints: [
        {
          name: 'digits',
          method: 'POST',
          paths: ['/api/digits'],
          maxBatchSize: 4,
          timeoutMs: 30_000,
          metadata: { owner: 'ml' },
        },
      ],
    });
  });

  it('turns routes off and moves them', async () => {
    running = await bootApp(adapter, {
      providers: [DigitsApi],
      litserve: { healthPath: '/status/models', infoPath: false },
    });
    const paths = ['/status/models', '/info', '/health', '/livez'];
    const statuses = await Promise.all(paths.map(async (path) => (await running.get(path)).status));
    expect(statuses).toEqual([200, 404, 404, 200]);
  });

  it('takes its options from a factory', async () => {
    @Module({
      imports: [
        LitServeModule.forRootAsync({
          imports: [LimitsModule],
          inject: [Limits],
          useFactory: (limits: Limits): LitServeOptions => ({
            maxQueueSize: limits.queue,
            livePath: '/alive',
          }),
        }),
      ],
      providers: [DigitsApi],
    })
    class AppModule {}
    running = await bootApp(adapter, AppModule);
    expect((await running.get('/alive')).status).toBe(200);
    expect((await running.get('/info')).json).toMatchObject({ endpoints: [{ maxQueueSize: 3 }] });
    expect(running.app.get(LIT_SERVE_OPTIONS)).toMatchObject({ maxQueueSize: 3 });
    expect(running.app.get(LitServeService).info().endpoints).toHaveLength(1);
  });
});
