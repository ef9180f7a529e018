import {
  Controller,
  createParamDecorator,
  Get,
  Inject,
  Injectable,
  Module,
  NotFoundException,
  Param,
  Post,
  RequestMethod,
  Scope,
  UseGuards,
  type CanActivate,
  type ExecutionContext,
  type INestApplication,
  type Type,
} from '@nestjs/common';
import { APP_GUARD, MetadataScanner, ModulesContainer, REQUEST } from '@nestjs/core';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import * as http from 'node:http';
import {
  LitEndpoint,
  LitRoute,
  LitServeService,
  LitSpec,
  ServesSpecs,
  type LitContext,
  type LitServeEndpoint,
} from 'nestjs-litserve';
import { ADAPTERS, bootApp, type RunningApp } from '../support/boot-app.js';

/** A spec as somebody else writes one, with the public API alone. */
const shout = new LitSpec<{ word: string }>('shout', 'ShoutModule');

const RouteContext = createParamDecorator((_: unknown, context: ExecutionContext) => context);

@Controller('shout')
class ShoutController {
  constructor(private readonly service: LitServeService) {}

  @Get()
  words(): string[] {
    return this.service.endpoints.flatMap((one) =>
      shout.optionsIn(one.options.specs).map(({ word }) => word),
    );
  }

  @Post(':word')
  @LitRoute()
  async answer(@Param('word') word: string, @RouteContext() context: ExecutionContext): Promise<unknown> {
    const endpoint = await this.service.open(this.#find(word), context);
    return { loud: await endpoint.predict(word), id: endpoint.requestId };
  }

  @Post(':word/twice')
  @LitRoute()
  async twice(@Param('word') word: string, @RouteContext() context: ExecutionContext): Promise<unknown> {
    const endpoint = await this.service.open(this.#find(word), context);
    return Promise.all([endpoint.predict(word), endpoint.predict(word)]);
  }

  #find(word: string): LitServeEndpoint {
    const found = this.service.endpoints.find((one) =>
      shout.optionsIn(one.options.specs).some((options) => options.word === word),
    );
    if (!found) throw new NotFoundException();
    return found;
  }
}

@ServesSpecs(shout)
@Module({ controllers: [ShoutController] })
class ShoutModule {}

@Injectable()
class Keys {
  readonly valid = 'sesame';
}

@Injectable()
class KeyGuard implements CanActivate {
  constructor(private readonly keys: Keys) {}

  canActivate(context: ExecutionContext): boolean {
    const { headers } = context.switchToHttp().getRequest<{ headers: Record<string, string> }>();
    seenBy.classes.push(context.getClass().name);
    return headers['x-key'] === this.keys.valid;
  }
}

@Injectable({ scope: Scope.REQUEST })
class ScopedGuard implements CanActivate {
  constructor(@Inject(REQUEST) private readonly request: { headers: Record<string, string> }) {}

  canActivate(): Promise<boolean> {
    return Promise.resolve(this.request.headers['x-scoped'] === 'yes');
  }
}

@Injectable()
class CountingGuard implements CanActivate {
  canActivate(): boolean {
    seenBy.global += 1;
    return true;
  }
}

/** Says yes to all, but the tests take it out of its module, where it then cannot be found. */
class UnknownGuard implements CanActivate {
  canActivate(): boolean {
    return true;
  }
}

const seenBy = { global: 0, classes: [] as string[], aborted: 0 };

@LitEndpoint('/open', { specs: [shout.declare({ word: 'open' })], maxBatchSize: 2 })
class OpenApi {
  predict(batch: string[], contexts: LitContext[]): unknown[] {
    return batch.map((word, index) => ({
      word: word.toUpperCase(),
      id: contexts[index]?.requestId,
      priority: contexts[index]?.priority,
      items: batch.length,
    }));
  }
}

@LitEndpoint('/denied', { specs: [shout.declare({ word: 'denied' })] })
@UseGuards(KeyGuard, ScopedGuard)
class DeniedApi {
  predict(): string {
    return 'secret';
  }
}

@LitEndpoint('/lost', { specs: [shout.declare({ word: 'lost' })] })
@UseGuards(UnknownGuard)
class LostApi {
  predict(): string {
    return 'lost';
  }
}

@LitEndpoint('/slow', { specs: [shout.declare({ word: 'slow' })] })
class SlowApi {
  async predict(_: unknown, context: LitContext): Promise<void> {
    await once(context.signal, 'abort');
    seenBy.aborted += 1;
  }
}

@Module({ providers: [DeniedApi, Keys] })
class DeniedModule {}

describe.each(ADAPTERS)('a spec by somebody else, on %s', (adapter) => {
  let app: RunningApp;
  beforeAll(async () => {
    app = await bootApp(adapter, {
      imports: [ShoutModule, DeniedModule],
      providers: [OpenApi, LostApi, SlowApi, { provide: APP_GUARD, useClass: CountingGuard }],
      litserve: { clientPriority: true },
      setUp: forgetUnknownGuard,
    });
  });
  afterAll(() => app.close());

  const post = async (path: string, headers: Record<string, string> = {}) => {
    const response = await fetch(`${app.url}${path}`, { method: 'POST', headers });
    return { status: response.status, id: response.headers.get('x-request-id'), body: await response.json() };
  };

  it('finds the endpoints that have declared it', async () => {
    const words: unknown = await (await fetch(`${app.url}/shout`)).json();
    expect(words).toEqual(expect.arrayContaining(['open', 'lost', 'slow', 'denied']));
  });

  it('answers on behalf of the request: its id, its priority, its headers', async () => {
    const headers = { 'x-request-id': 'r-7', 'x-litserve-priority': 'low' };
    expect(await post('/shout/open', headers)).toMatchObject({
      status: 201,
      id: 'r-7',
      body: { loud: { word: 'OPEN', id: 'r-7', priority: 'low', items: 1 }, id: 'r-7' },
    });
    expect(await post('/shout/open', { 'x-litserve-timeout-ms': 'soon' })).toMatchObject({
      status: 400,
      body: { code: 'invalid_timeout', requestId: expect.any(String) },
    });
  });

  it('may submit several items, which share a batch', async () => {
    expect((await post('/shout/open/twice')).body).toMatchObject([{ items: 2 }, { items: 2 }]);
  });

  it('leaves the native route where it was', async () => {
    expect((await app.post('/open', '"a"')).status).toBe(200);
  });

  it('cancels when the client goes', async () => {
    seenBy.aborted = 0;
    const leaving = http.request(`${app.url}/shout/slow`, { method: 'POST' }).on('error', () => undefined);
    leaving.end();
    await until(() => app.app.get(LitServeService).stats()['slow']?.running === 1);
    leaving.destroy();
    await until(() => seenBy.aborted === 1);
  });

  it('runs global guards once and those of the class each time, static and request-scoped ones', async () => {
    const statuses = async (headers: Record<string, string>) => (await post('/shout/denied', headers)).status;
    seenBy.global = 0;
    seenBy.classes = [];
    expect(await statuses({})).toBe(403);
    expect(await statuses({ 'x-key': 'sesame' })).toBe(403);
    expect(await statuses({ 'x-key': 'sesame', 'x-scoped': 'yes' })).toBe(201);
    expect(seenBy).toMatchObject({ global: 3, classes: ['DeniedApi', 'DeniedApi', 'DeniedApi'] });
  });

  it('lets nobody through a guard that cannot be found', async () => {
    expect((await post('/shout/lost')).status).toBe(403);
  });

  it('has no route that reaches an endpoint past its guards', async () => {
    const refused: string[] = [];
    for (const { method, path } of routesOfApp(app)) {
      if (path.startsWith('/slow')) continue;
      const response = await fetch(`${app.url}${path.replace(':word', 'denied')}`, { method });
      expect(await response.text()).not.toContain('secret');
      if (response.status === 403) refused.push(path);
    }
    expect(refused.toSorted()).toEqual(['/denied', '/shout/:word', '/shout/:word/twice']);
  });
});

describe('a spec at boot', () => {
  it('must be served by a module of the app', async () => {
    await expect(bootApp('express', { providers: [OpenApi] })).rejects.toThrow(
      'OpenApi: it declares the spec shout, but no module of this app serves it; import ShoutModule',
    );
  });

  it('must not have a route that somebody else has', async () => {
    @Controller('shout')
    class OtherController {
      @Get()
      other(): void {}
    }
    const parts = { imports: [ShoutModule], providers: [OpenApi], controllers: [OtherController] };
    await expect(bootApp('express', parts)).rejects.toThrow(
      /GET \/shout has two handlers: .*ShoutController \(ShoutModule\)/,
    );
  });

  it('is declared by what the spec gives, and nothing else', async () => {
    @LitEndpoint({ specs: ['shout'] as never })
    class WrongApi {
      predict(): void {}
    }
    await expect(bootApp('express', { providers: [WrongApi] })).rejects.toThrow(
      /WrongApi @LitEndpoint\(\): specs must be a list of what specs declare/,
    );
  });
});

function forgetUnknownGuard(app: INestApplication): void {
  for (const { injectables } of app.get(ModulesContainer).values()) injectables.delete(UnknownGuard);
}

/** Turns of the event loop until it is so; the time a test may take is its end. */
async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((next) => setImmediate(next));
}

/** Every route of every controller of the app, those that Nest has been given by libraries included. */
function routesOfApp({ app }: RunningApp): { method: string; path: string }[] {
  const controllers = [...app.get(ModulesContainer).values()].flatMap((one) =>
    Array.from(one.controllers.values()),
  );
  const scanner = new MetadataScanner();
  const read = (key: string, target: object) => Reflect.getMetadata(key, target) as string | number;
  return controllers.flatMap(({ metatype }) => {
    const prototype = (metatype as Type).prototype as Record<string, Function>;
    return scanner.getAllMethodNames(prototype).map((name) => {
      const handler = prototype[name] as Function;
      const path = `/${read('path', metatype as Type)}/${read('path', handler)}`
        .replace(/\/+/g, '/')
        .replace(/\/$/, '');
      return { method: RequestMethod[read('method', handler) as number] as string, path };
    });
  });
}
