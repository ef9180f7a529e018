import {
  Body,
  All,
  Controller,
  Get,
  Inject,
  Injectable,
  Module,
  Post,
  Redirect,
  Req,
  Res,
  Scope,
  VersioningType,
} from '@nestjs/common';
import { REQUEST, RouterModule } from '@nestjs/core';
import { describe, expect, it } from '@jest/globals';
import { LitEndpoint, LitServeConfigurationError, type LitEndpointOptions } from 'nestjs-litserve';
import { ADAPTERS, bootApp, type AppParts } from '../support/boot-app.js';

abstract class Base {
  predict(): string {
    return 'ok';
  }
}

const endpoint = (name: string, options: unknown = {}): new () => Base => {
  const { [name]: Api } = { [name]: class extends Base {} } as Record<string, new () => Base>;
  LitEndpoint(options as LitEndpointOptions)(Api as new () => Base);
  return Api as new () => Base;
};

@Controller()
class LegacyController {
  @Post('predict')
  predict(): string {
    return 'legacy';
  }
}

@Controller('models')
class AnyController {
  @All(':name/predict')
  any(): string {
    return 'any';
  }
}

describe.each(ADAPTERS)('boot errors on %s', (adapter) => {
  const problemsOf = async (parts: AppParts): Promise<readonly string[]> => {
    const running = await bootApp(adapter, parts).catch((error: unknown) => error);
    if (running instanceof LitServeConfigurationError) return running.problems;
    if (running instanceof Error) throw running;
    await (running as { close(): Promise<void> }).close();
    return [];
  };

  it('reports every bad option of every class at once, with class, option, rule and value', async () => {
    const problems = await problemsOf({
      providers: [
        endpoint('AApi', { maxBatchSize: 0, timeoutMs: 2 ** 31, concurency: 2 }),
        endpoint('BApi', { path: 'has space', onCrash: 'ignore' }),
      ],
      litserve: { maxQueueSize: -1, healthPath: 5 as never },
    });
    expect(problems).toEqual([
      expect.stringContaining(
        'LitServeModule.forRoot(): maxQueueSize must be a whole number of at least 1, got -1',
      ),
      expect.stringContaining('LitServeModule.forRoot(): healthPath must be'),
      expect.stringContaining(
        'AApi @LitEndpoint(): maxBatchSize must be a whole number from 1 to 65536, got 0',
      ),
      expect.stringContaining(
        'AApi @LitEndpoint(): timeoutMs must be milliseconds from 0 to 2147483647, got 2147483648',
      ),
      expect.stringContaining('AApi @LitEndpoint(): unknown option "concurency"'),
      expect.stringContaining("BApi @LitEndpoint('has space'): path must be"),
      expect.stringContaining('onCrash must be one of "retry", "fail", got "ignore"'),
    ]);
  });

  it('refuses a class without predict, and a hook that is no method', async () => {
    @LitEndpoint('/none')
    class NoPredictApi {}
    @LitEndpoint('/odd')
    class OddApi extends Base {}
    Object.defineProperty(OddApi.prototype, 'setup', { value: 5 });
    expect(await problemsOf({ providers: [NoPredictApi, OddApi] })).toEqual([
      expect.stringContaining(
        'NoPredictApi: a class with @LitEndpoint needs a method predict(input, ctx), and has none',
      ),
      'OddApi: setup must be a method, got number',
    ]);
  });

  it('refuses what would do nothing, without a word: decorators on another hook, a generator nobody streams', async () => {
    @LitEndpoint('/body')
    class BodyApi {
      predict(@Body() body: unknown): unknown {
        return body;
      }
    }
    @LitEndpoint('/tokens')
    class TokensApi {
      async *predict(input: unknown): AsyncGenerator {
        yield input;
      }
    }
    expect(await problemsOf({ providers: [BodyApi, TokensApi] })).toEqual([
      "TokensApi @LitEndpoint('/tokens'): predict is a generator, so the endpoint needs stream: true",
      expect.stringContaining(
        'BodyApi: predict cannot have parameter decorators such as @Body(): put them on',
      ),
    ]);
  });

  it('refuses what cannot come from or go to a worker, and a stand-in without predict', async () => {
    @LitEndpoint('/takes')
    class TakesApi extends Base {
      decodeRequest(@Req() request: unknown, @Res() _response: unknown): unknown {
        return request;
      }
    }
    @LitEndpoint('/redirects')
    class RedirectsApi {
      @Redirect('/elsewhere')
      predict(): string {
        return 'never seen';
      }
    }
    expect(await problemsOf({ providers: [TakesApi, RedirectsApi] })).toEqual([
      expect.stringContaining('TakesApi: decodeRequest cannot have @Res()'),
      expect.stringContaining('TakesApi: decodeRequest cannot have @Req(): it runs in a worker'),
      'RedirectsApi: predict cannot have @Redirect()',
    ]);
    const StandInApi = endpoint('StandInApi');
    expect(await problemsOf({ providers: [{ provide: StandInApi, useValue: {} }] })).toEqual([
      'StandInApi: what is provided in its place has no method predict(input, ctx)',
    ]);
  });

  it.each<[string, unknown, string]>([
    ['no options', null, 'path must be a route path'],
    ['a number', 5, 'path must be a route path'],
    ['metadata that is no JSON', { metadata: { n: 1n } }, 'metadata must be an object that is JSON'],
    ['an environment that is a list', { env: ['A=1'] }, 'env must be an object of strings'],
  ])('refuses %s', async (_, options, problem) => {
    expect(await problemsOf({ providers: [endpoint('OddApi', options)] })).toEqual([
      expect.stringContaining(problem),
    ]);
  });

  it.each<[string, unknown, string]>([
    ['pools that are a list', { pools: [] }, 'pools must be an object of pools by name'],
    [
      'a pool that is null',
      { pools: { odd: null } },
      'pools.odd: must be an object of pool options, got null',
    ],
  ])('refuses forRoot with %s', async (_, litserve, problem) => {
    expect(await problemsOf({ providers: [endpoint('OddApi')], litserve: litserve as never })).toEqual([
      expect.stringContaining(problem),
    ]);
  });

  it('refuses endpoint classes that are request-scoped, by themselves or by a dependency', async () => {
    @Injectable({ scope: Scope.REQUEST })
    class Tenant {
      constructor(@Inject(REQUEST) readonly request: unknown) {}
    }
    @Injectable({ scope: Scope.REQUEST })
    @LitEndpoint('/a')
    class ScopedApi extends Base {}
    @LitEndpoint('/b')
    class BubbledApi extends Base {
      constructor(readonly tenant: Tenant) {
        super();
      }
    }
    const rule = 'an endpoint class cannot be request-scoped or transient';
    expect(await problemsOf({ providers: [ScopedApi] })).toEqual([
      expect.stringContaining(`ScopedApi: ${rule}`),
    ]);
    expect(await problemsOf({ providers: [BubbledApi, Tenant] })).toEqual([
      expect.stringContaining(`BubbledApi: ${rule}`),
    ]);
  });

  it('refuses two endpoints of one name, differing options in a pool, and pools nobody uses', async () => {
    const problems = await problemsOf({
      providers: [
        endpoint('OneApi', { path: '/1', name: 'same', pool: 'p', workersPerDevice: 1 }),
        endpoint('TwoApi', { path: '/2', name: 'same', pool: 'p', workersPerDevice: 2 }),
      ],
      litserve: { pools: { gpu: { threads: 1 } } },
    });
    expect(problems).toEqual([
      'two endpoints are named "same": OneApi (AppModule) and TwoApi (AppModule); give one a name',
      expect.stringContaining('pool "p": workersPerDevice is 1 in OneApi but 2 in TwoApi'),
      expect.stringContaining('pools.gpu: no endpoint uses this pool; those in use are p'),
    ]);
  });

  it.each([
    { min: -1, max: 2 },
    { min: 3, max: 2 },
    { min: 0, max: 0 },
    { min: 0.5, max: 2 },
    { min: 1 },
    { min: 1, max: 2, most: 3 },
    0,
  ])('refuses %p workers', async (workersPerDevice) => {
    const problems = await problemsOf({
      providers: [endpoint('OneApi', { workersPerDevice: workersPerDevice as never })],
    });
    expect(problems).toEqual([
      expect.stringContaining('an object { min, max } with 0 <= min <= max and 1 <= max <= 256'),
    ]);
  });

  describe('route conflicts', () => {
    const legacy = (path = '/predict') => ({
      providers: [endpoint('DigitsApi', { path })],
      controllers: [LegacyController],
    });

    it('names both classes', async () => {
      expect(await problemsOf(legacy())).toEqual([
        "POST /predict has two handlers: LegacyController#predict (AppModule) and @LitEndpoint('/predict') DigitsApi " +
          '(AppModule); move one of them',
      ]);
    });

    it('sees through global prefix, parameters and @All', async () => {
      const problems = await problemsOf({
        providers: [endpoint('DigitsApi', { path: '/models/:id/predict' })],
        controllers: [AnyController],
        setUp: (app) => void app.setGlobalPrefix('api'),
      });
      expect(problems).toEqual([expect.stringContaining('POST /api/models/:name/predict has two handlers')]);
    });

    it('finds two endpoints on one path, however it is written', async () => {
      const problems = await problemsOf({
        providers: [endpoint('OneApi', { path: '/predict' }), endpoint('TwoApi', { path: 'predict/' })],
      });
      expect(problems).toHaveLength(1);
    });

    it('tells versions apart', async () => {
      const parts = (a: string | string[], b: string | string[], type?: VersioningType): AppParts => ({
        providers: [endpoint('OneApi', { version: a }), endpoint('TwoApi', { version: b })],
        setUp: (app) => {
          if (type === VersioningType.URI) app.enableVersioning({ type });
          if (type === VersioningType.HEADER) app.enableVersioning({ type, header: 'x-v' });
        },
      });
      expect(await problemsOf(parts('1', '2', VersioningType.URI))).toEqual([]);
      expect(await problemsOf(parts('1', '2', VersioningType.HEADER))).toEqual([]);
      expect(await problemsOf(parts('1', ['1', '2'], VersioningType.URI))).toHaveLength(1);
      expect(await problemsOf(parts('1', ['2', '1'], VersioningType.HEADER))).toHaveLength(1);
      expect(await problemsOf(parts('1', '2'))).toHaveLength(1);
    });

    it('follows RouterModule', async () => {
      @Module({ providers: [endpoint('DigitsApi')] })
      class Feature {}
      const moved = { imports: [Feature, RouterModule.register([{ path: 'ml', module: Feature }])] };
      expect(await problemsOf({ ...moved, controllers: [LegacyController] })).toEqual([]);
    });

    it('leaves duplicates of the app alone, and steps aside with a default path only', async () => {
      @Controller()
      class OwnHealthController {
        @Get('health')
        health(): string {
          return 'mine';
        }
      }
      expect(await problemsOf({ controllers: [OwnHealthController] })).toEqual([]);
      expect(
        await problemsOf({ controllers: [OwnHealthController], litserve: { healthPath: '/health' } }),
      ).toEqual([expect.stringContaining('GET /health has two handlers')]);
    });
  });
});
