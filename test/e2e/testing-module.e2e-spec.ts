import { Injectable, Module, UseGuards, type CanActivate } from '@nestjs/common';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { Test, type TestingModule } from '@nestjs/testing';
import { afterEach, describe, expect, it } from '@jest/globals';
import { LitEndpoint, LitServeModule } from 'nestjs-litserve';
import { ADAPTERS, listen, type Adapter, type RunningApp } from '../support/boot-app.js';

@Injectable()
class Weights {
  readonly factor: number = 3;
}

@Injectable()
class Closed implements CanActivate {
  canActivate(): boolean {
    return false;
  }
}

@LitEndpoint('/scale')
@UseGuards(Closed)
class ScaleApi {
  constructor(private readonly weights: Weights) {}

  predict(input: number): number {
    return input * this.weights.factor;
  }
}

@Module({ imports: [LitServeModule.forRoot()], providers: [ScaleApi, Weights] })
class AppModule {}

const start = (module: TestingModule, adapter: Adapter): Promise<RunningApp> =>
  listen(
    adapter === 'fastify'
      ? module.createNestApplication(new FastifyAdapter())
      : module.createNestApplication(),
  );

describe.each(ADAPTERS)('Test.createTestingModule on %s', (adapter) => {
  let running: RunningApp;
  afterEach(() => running.close());
  const builder = () => Test.createTestingModule({ imports: [AppModule] });

  it('runs the real class inline, and its guard', async () => {
    running = await start(await builder().compile(), adapter);
    expect((await running.post('/scale', 2)).status).toBe(403);
  });

  it('honours overrideGuard and overrideProvider of a dependency', async () => {
    const module = await builder()
      .overrideGuard(Closed)
      .useValue({ canActivate: () => true })
      .overrideProvider(Weights)
      .useValue({ factor: 10 })
      .compile();
    running = await start(module, adapter);
    expect((await running.post('/scale', 2)).json).toBe(20);
  });

  it('honours overrideProvider of the endpoint itself', async () => {
    const module = await builder()
      .overrideGuard(Closed)
      .useValue({ canActivate: () => true })
      .overrideProvider(ScaleApi)
      .useValue({ predict: () => 'stub' })
      .compile();
    running = await start(module, adapter);
    expect((await running.post('/scale', 2)).json).toBe('stub');
  });
});
