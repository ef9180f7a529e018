import { afterEach, describe, expect, it } from '@jest/globals';
import { Injectable, Module, Scope } from '@nestjs/common';
import { LitEndpoint, LitServeModule, LitServeService } from '#core';
import type { CompiledTestingModule } from './compiled-testing-module.js';
import { LitServeTestingModule } from './lit-serve-testing.module.js';

@Injectable()
class Weights {
  readonly factor: number = 2;
}

@LitEndpoint('/double', { maxBatchSize: 4, batchTimeoutMs: 5 })
class DoubleApi {
  torn = 0;
  constructor(private readonly weights: Weights) {}
  decodeRequest(body: { input: number }): number {
    return body.input;
  }
  predict(batch: number[]): number[] {
    return batch.map((input) => input * this.weights.factor);
  }
  encodeResponse(output: number): { output: number } {
    return { output };
  }
  teardown(): void {
    this.torn += 1;
  }
}

@LitEndpoint('/count', { stream: true })
class CountApi {
  ended = 0;
  async *predict(to: number): AsyncGenerator<number> {
    try {
      for (let n = 1; n <= to; n += 1) yield n;
    } finally {
      this.ended += 1;
    }
  }
}

@Module({ imports: [LitServeModule.forRoot({ healthPath: '/up' })], providers: [DoubleApi, Weights] })
class AppModule {}

let testing: CompiledTestingModule | undefined;
afterEach(async () => {
  await testing?.close();
  testing = undefined;
});

const create = async (): Promise<CompiledTestingModule> => {
  testing = await LitServeTestingModule.create({ providers: [DoubleApi, CountApi, Weights] }).compile();
  return testing;
};

describe('LitServeTestingModule.create', () => {
  it('runs the hooks, in the batches that the window of the clock forms', async () => {
    const { clock, endpoint } = bound(await create());
    const double = endpoint(DoubleApi);
    const answers = [double.predict({ input: 1 }), double.predict({ input: 2 })];
    await clock.advance(4);
    expect(double.batches).toEqual([]);
    await clock.advance(1);
    expect(await Promise.all(answers)).toEqual([{ output: 2 }, { output: 4 }]);
    expect(double.batches).toEqual([{ size: 2, input: [1, 2], startedAtMs: 5, attempt: 0 }]);
  });

  it('needs no time for a batch that is full', async () => {
    const double = (await create()).endpoint(DoubleApi);
    const answers = [1, 2, 3, 4].map((input) => double.predict({ input }));
    expect(await Promise.all(answers)).toEqual([2, 4, 6, 8].map((output) => ({ output })));
    expect(double.batches).toMatchObject([{ size: 4, startedAtMs: 0 }]);
  });

  it('streams, to a loop and to operators', async () => {
    const count = (await create()).endpoint(CountApi);
    const chunks: number[] = [];
    for await (const chunk of count.stream(3)) chunks.push(chunk);
    expect(chunks).toEqual([1, 2, 3]);
    expect(await count.predict(2)).toEqual([1, 2]);
    const seen: number[] = [];
    await count.stream(2).forEach((chunk) => void seen.push(chunk));
    expect(seen).toEqual([1, 2]);
  });

  it('cancels a stream whose loop ends early', async () => {
    const module = await create();
    for await (const chunk of module.endpoint(CountApi).stream(1e9)) if (chunk === 2) break;
    await module.clock.settle();
    expect(module.get(CountApi).ended).toBe(1);
  });

  it('honours overrides', async () => {
    testing = await LitServeTestingModule.create({ providers: [DoubleApi, Weights] })
      .overrideProvider(Weights)
      .useValue({ factor: 10 })
      .compile();
    const answer = testing.endpoint(DoubleApi).predict({ input: 3 });
    await testing.clock.advance(5);
    expect(await answer).toEqual({ output: 30 });
  });

  it('serves the module of an app, with its options', async () => {
    testing = await LitServeTestingModule.create({ imports: [AppModule] }).compile();
    const answer = testing.endpoint(DoubleApi).predict({ input: 3 });
    await testing.clock.advance(5);
    expect(await answer).toEqual({ output: 6 });
    expect(testing.get(LitServeService).endpoints).toHaveLength(1);
  });

  it('refuses options that would be lost', async () => {
    const building = LitServeTestingModule.create({ imports: [AppModule], litServe: {} });
    await expect(building.compile()).rejects.toThrow(/litServe would be lost/);
  });

  it('tears down', async () => {
    const module = await create();
    const api = module.get(DoubleApi);
    await module.close();
    testing = undefined;
    expect(api.torn).toBe(1);
  });

  it('fails with what setup has thrown', async () => {
    @LitEndpoint('/broken')
    class BrokenApi {
      setup(): void {
        throw new Error('no model');
      }
      predict(): number {
        return 1;
      }
    }
    const builder = LitServeTestingModule.create({ providers: [BrokenApi] });
    const compiled = builder.setLogger({ log: () => {}, warn: () => {}, error: () => {} }).compile();
    await expect(compiled).rejects.toThrow('BrokenApi.setup() failed: no model');
  });

  it('refuses what an app refuses when its instances are made', async () => {
    @Injectable({ scope: Scope.REQUEST })
    class PerRequest {}
    @LitEndpoint('/scoped')
    class ScopedApi {
      constructor(readonly dependency: PerRequest) {}
      predict(): number {
        return 1;
      }
    }
    const builder = LitServeTestingModule.create({ providers: [ScopedApi, PerRequest] });
    await expect(builder.compile()).rejects.toThrow(/ScopedApi.*request-scoped/s);
  });

  it('names the endpoints there are when asked for another', async () => {
    class OtherApi {
      predict(): void {}
    }
    const module = await create();
    expect(() => module.endpoint(OtherApi)).toThrow(
      "OtherApi is no endpoint of this app. Those it has: DoubleApi ('double'), CountApi ('count'). " +
        'Is the class in providers, or its module in imports?',
    );
    const empty = await LitServeTestingModule.create({}).compile();
    expect(() => empty.endpoint(OtherApi)).toThrow(/It has none: put the class/);
    await empty.close();
  });
});

function bound(module: CompiledTestingModule) {
  return { clock: module.clock, endpoint: module.endpoint.bind(module) };
}
