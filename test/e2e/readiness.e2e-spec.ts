import { Injectable, Module, type MiddlewareConsumer, type NestModule } from '@nestjs/common';
import { afterEach, describe, expect, it } from '@jest/globals';
import { LitEndpoint, routesOf } from 'nestjs-litserve';
import { ADAPTERS, bootApp, type RunningApp } from '../support/boot-app.js';

let finishSetup: () => void = () => undefined;

@LitEndpoint('/late')
class LateApi {
  setup(): Promise<void> {
    return new Promise((resolve) => {
      finishSetup = resolve;
    });
  }

  predict(): string {
    return 'ready';
  }
}

@Injectable()
class Stamp {
  use(_request: unknown, response: { setHeader(name: string, value: string): void }, next: () => void): void {
    response.setHeader('x-stamp', 'yes');
    next();
  }
}

@LitEndpoint('/stamped')
class StampedApi {
  predict(): string {
    return 'ok';
  }
}

@Module({ providers: [StampedApi] })
class StampedModule implements NestModule {
  configure(consumer: MiddlewareConsumer): void {
    consumer.apply(Stamp).forRoutes(...routesOf(StampedApi));
  }
}

describe.each(ADAPTERS)('an app on %s', (adapter) => {
  let running: RunningApp;
  afterEach(() => running.close());

  it('listens at once with waitForReady: false, and answers 503 until its workers are ready', async () => {
    running = await bootApp(adapter, { providers: [LateApi], litserve: { waitForReady: false } });
    const early = await running.post('/late', {});
    expect(early).toMatchObject({ status: 503, json: { code: 'not_ready' } });
    expect(early.headers.get('retry-after')).toBe('1');
    expect((await running.get('/health')).status).toBe(503);
    expect((await running.get('/livez')).status).toBe(200);
    finishSetup();
    const answers = async (): Promise<unknown> => {
      for (;;) {
        const answer = await running.post('/late', {});
        if (answer.status === 200) return answer.json;
      }
    };
    expect(await answers()).toBe('ready');
    expect((await running.get('/health')).status).toBe(200);
  });

  it('applies middleware to the routes of an endpoint', async () => {
    running = await bootApp(adapter, { imports: [StampedModule] });
    const answer = await running.post('/stamped', {});
    expect([answer.json, answer.headers.get('x-stamp')]).toEqual(['ok', 'yes']);
  });
});
