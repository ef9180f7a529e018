import { afterEach, describe, expect, it } from '@jest/globals';
import { Injectable, Module, type OnModuleInit, type Provider, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import {
  EndpointRef,
  getEndpointToken,
  InjectEndpoint,
  LitEndpoint,
  LitServeModule,
  LitServeService,
} from 'nestjs-litserve';
import { CallsModule } from '../fixtures/calls/calls.module.js';
import { PingApi } from '../fixtures/calls/ping.js';
import { PongApi } from '../fixtures/calls/pong.js';
import { ADAPTERS, bootApp, listen, type RunningApp } from '../support/boot-app.js';

@LitEndpoint('/double')
class DoubleApi {
  predict(input: number): number {
    return input * 2;
  }
}

@LitEndpoint('/a', { name: 'a' })
@LitEndpoint('/b', { name: 'b' })
class TwoApi {
  predict(): string {
    return 'two';
  }
}

class Undecorated {
  predict(): void {}
}

@Injectable()
class Doubling {
  constructor(@InjectEndpoint(DoubleApi) readonly double: EndpointRef<DoubleApi>) {}
}

@Injectable()
class LateDoubling {
  constructor(@InjectEndpoint(() => DoubleApi) readonly double: EndpointRef<DoubleApi>) {}
}

/** A provider that asks for an endpoint. */
function asking(target: Type | undefined, name?: string): Type {
  @Injectable()
  class Asking {
    constructor(@InjectEndpoint(target as Type, name) readonly ref: EndpointRef) {}
  }
  return Asking;
}

describe.each(ADAPTERS)('the boot of an app that calls endpoints on %s', (adapter) => {
  const problemsOf = (...providers: Provider[]): Promise<readonly string[]> =>
    bootApp(adapter, { providers }).then(
      async (running) => {
        await running.close();
        return [];
      },
      (error: Error & { problems?: readonly string[] }) => error.problems ?? [error.message],
    );

  it('refuses in one error what cannot be injected, and tells the cure', async () => {
    const problems = await problemsOf(
      TwoApi,
      asking(Undecorated),
      asking(DoubleApi),
      asking(TwoApi),
      asking(TwoApi, 'c'),
      asking(undefined),
    );
    expect(problems).toEqual([
      'Asking: @InjectEndpoint(Undecorated), but Undecorated has no @LitEndpoint',
      'Asking: @InjectEndpoint(DoubleApi), but no module of this app provides DoubleApi',
      "Asking: @InjectEndpoint(TwoApi) must name one of the endpoints of TwoApi as its second argument: 'a', 'b'",
      "Asking: @InjectEndpoint(TwoApi, 'c') must name one of the endpoints of TwoApi as its second argument: 'a', 'b'",
      'Asking: @InjectEndpoint() of what is undefined: two files import each other; write @InjectEndpoint(() => TheClass)',
    ]);
  });

  it('refuses a class that several modules provide', async () => {
    @Module({ providers: [DoubleApi] })
    class OtherModule {}
    class AppModule {}
    Module({ imports: [LitServeModule.forRoot(), OtherModule], providers: [DoubleApi, Doubling] })(AppModule);
    const failed = bootApp(adapter, AppModule);
    await expect(failed).rejects.toThrow(
      'Doubling: @InjectEndpoint(DoubleApi), but several modules provide DoubleApi (AppModule, OtherModule)',
    );
  });

  it('leaves it to Nest to name a ref that a module cannot see', async () => {
    @Module({ providers: [Doubling] })
    class ConsumersModule {}
    class AppModule {}
    const ours = LitServeModule.forRoot({ isGlobal: false });
    Module({ imports: [ours, ConsumersModule], providers: [DoubleApi] })(AppModule);
    await expect(bootApp(adapter, AppModule)).rejects.toThrow('EndpointRef<DoubleApi>');
  });

  it('looks only at classes of the app, whatever others of the process ask for', async () => {
    asking(Undecorated);
    expect(await problemsOf(DoubleApi, Doubling)).toEqual([]);
  });
});

describe.each(ADAPTERS)('refs in Test.createTestingModule on %s', (adapter) => {
  let running: RunningApp | undefined;
  afterEach(() => running?.close());
  const builder = (...providers: Provider[]) =>
    Test.createTestingModule({ imports: [LitServeModule.forRoot()], providers });
  const started = async (made: ReturnType<typeof builder>): Promise<RunningApp> => {
    const module = await made.compile();
    running = await listen(
      adapter === 'fastify'
        ? module.createNestApplication(new FastifyAdapter())
        : module.createNestApplication(),
    );
    return running;
  };

  it('can be overridden, by class and by thunk, without the endpoint', async () => {
    const stub = { predict: () => Promise.resolve('stub') };
    const { app } = await started(
      builder(Doubling, LateDoubling).overrideProvider(getEndpointToken(DoubleApi)).useValue(stub),
    );
    expect(await app.get(Doubling).double.predict(1)).toBe('stub');
    expect(await app.get(LateDoubling).double.predict(1)).toBe('stub');
  });

  it('call what has taken the place of the endpoint', async () => {
    const { app } = await started(
      builder(Doubling, DoubleApi)
        .overrideProvider(DoubleApi)
        .useValue({ predict: () => 'replaced' }),
    );
    expect(await app.get(Doubling).double.predict(1)).toBe('replaced');
  });

  it('work with a thunk, and with no direct @InjectEndpoint of the class', async () => {
    @LitEndpoint('/thunk')
    class OnlyByThunkApi {
      predict(): string {
        return 'found';
      }
    }
    @Injectable()
    class Asking {
      constructor(@InjectEndpoint(() => OnlyByThunkApi) readonly ref: EndpointRef<OnlyByThunkApi>) {}
    }
    const { app } = await started(builder(Asking, OnlyByThunkApi));
    expect(await app.get(Asking).ref.predict(0)).toBe('found');
  });

  it('are of their own app, of two in one process', async () => {
    const first = await started(builder(Doubling, DoubleApi));
    const second = await bootApp(adapter, { providers: [Doubling, DoubleApi] });
    expect(await first.app.get(Doubling).double.predict(1)).toBe(2);
    await second.close();
    const late = second.app.get(Doubling).double.predict(1);
    await expect(late).rejects.toMatchObject({ code: 'draining' });
    expect(first.app.get(LitServeService).stats()).toMatchObject({ double: { completed: 1, rejected: 0 } });
  });

  it('connect endpoints in files that import each other', async () => {
    const module = await Test.createTestingModule({ imports: [CallsModule] }).compile();
    const app = await module.init();
    const service = app.get(LitServeService);
    expect(await service.ref(PingApi).predict(1)).toEqual(['ping', 'pong']);
    expect(await service.ref(PongApi).predict(1)).toEqual(['pong', 'ping']);
    await expect(service.ref(PongApi).predict(2)).rejects.toMatchObject({
      code: 'endpoint_cycle',
      message: 'Endpoint pong calls itself: pong → ping → pong',
    });
    await app.close();
  });
});

describe('an app without a server', () => {
  it('answers calls: the first one starts the pools', async () => {
    class AppModule {}
    Module({ imports: [LitServeModule.forRoot()], providers: [Doubling, DoubleApi] })(AppModule);
    const app = await NestFactory.createApplicationContext(AppModule, { logger: false });
    expect((await app.get(LitServeService).health()).status).toBe('unavailable');
    expect(await app.get(Doubling).double.predict(4)).toBe(8);
    expect((await app.get(LitServeService).health()).status).toBe('ok');
    await app.close();
  });

  it.each([true, false])(
    'answers a call that onModuleInit waits for (waitForReady %s)',
    async (waitForReady) => {
      @Injectable()
      class Eager implements OnModuleInit {
        answer: unknown;
        constructor(@InjectEndpoint(DoubleApi) readonly double: EndpointRef<DoubleApi>) {}
        async onModuleInit(): Promise<void> {
          this.answer = await this.double.predict(5);
        }
      }
      const running = await bootApp('express', {
        providers: [DoubleApi, Eager],
        litserve: { waitForReady },
      });
      expect(running.app.get(Eager).answer).toBe(10);
      expect((await running.post('/double', 3)).json).toBe(6);
      await running.close();
    },
  );

  it('fails calls of an endpoint that cannot boot', async () => {
    @LitEndpoint('/broken')
    class BrokenApi {
      setup(): void {
        throw new Error('no model');
      }
      predict(): void {}
    }
    class AppModule {}
    Module({ imports: [LitServeModule.forRoot()], providers: [BrokenApi] })(AppModule);
    const app = await NestFactory.createApplicationContext(AppModule, { logger: false });
    const called = app.get(LitServeService).ref(BrokenApi).predict(0);
    await expect(called).rejects.toMatchObject({ code: 'endpoint_down' });
    await app.close();
  });

  it('rejects a call of what it does not have', async () => {
    class AppModule {}
    Module({ imports: [LitServeModule.forRoot()], providers: [TwoApi] })(AppModule);
    const app = await NestFactory.createApplicationContext(AppModule, { logger: false });
    const service = app.get(LitServeService);
    await expect(service.ref(DoubleApi).predict(1)).rejects.toThrow('this app has no endpoint DoubleApi');
    await expect(service.ref(TwoApi).predict(1)).rejects.toThrow('name one of them: a, b');
    await app.close();
  });
});
