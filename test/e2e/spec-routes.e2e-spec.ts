import {
  Body,
  Catch,
  Controller,
  createParamDecorator,
  Get,
  HttpCode,
  HttpException,
  Inject,
  Injectable,
  Module,
  ParseIntPipe,
  Post,
  Query,
  Req,
  UnauthorizedException,
  UseFilters,
  UseGuards,
  VersioningType,
  type ArgumentsHost,
  type CallHandler,
  type CanActivate,
  type ExceptionFilter,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import { APP_GUARD, APP_INTERCEPTOR, HttpAdapterHost, RouterModule } from '@nestjs/core';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { map, type Observable } from 'rxjs';
import {
  LitEndpoint,
  LitRoute,
  LitServeService,
  LitSpec,
  ServesSpecs,
  type LitContext,
} from 'nestjs-litserve';
import { ADAPTERS, bootApp, type RunningApp } from '../support/boot-app.js';
import { form } from '../support/forms.js';
import { post, RawConnection } from '../support/raw-request.js';

const MAX = 2_000_000;
const tell = new LitSpec('tell', 'TellModule');
const RouteContext = createParamDecorator((_: unknown, context: ExecutionContext) => context);

/** The shape of errors that somebody else's protocol has. */
@Catch()
class TellFilter implements ExceptionFilter {
  constructor(@Inject(HttpAdapterHost) private readonly adapterHost: HttpAdapterHost) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const status = error instanceof HttpException ? error.getStatus() : 500;
    const body = { wrong: error instanceof Error ? error.message : 'it' };
    this.adapterHost.httpAdapter.reply(host.switchToHttp().getResponse(), body, status);
  }
}

@Injectable()
class OrderGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const { headers } = context.switchToHttp().getRequest<{ headers: Record<string, string> }>();
    if (headers['x-route-deny']) throw new UnauthorizedException('the route says no');
    return true;
  }
}

@Controller('tell')
@UseFilters(TellFilter)
class TellController {
  constructor(private readonly service: LitServeService) {}

  @Get()
  @LitRoute()
  get(@Query('n', ParseIntPipe) n: number): object {
    return { n };
  }

  @Post()
  @HttpCode(200)
  @UseGuards(OrderGuard)
  @LitRoute({ maxPayloadBytes: MAX })
  async tell(@Body() body: unknown, @RouteContext() context: ExecutionContext): Promise<unknown> {
    const [endpoint] = this.service.endpoints;
    const open = await this.service.open(endpoint as { name: string }, context);
    return { told: await open.predict(body), id: open.requestId };
  }

  @Post('default')
  @HttpCode(200)
  @LitRoute()
  size(@Body() body: unknown): object {
    return { length: JSON.stringify(body).length };
  }

  @Post('bytes')
  @HttpCode(200)
  @LitRoute({ maxPayloadBytes: MAX, body: 'bytes' })
  bytes(@Req() request: { body: unknown; rawBody: unknown }): object {
    const { body } = request;
    if (!Buffer.isBuffer(body)) return { kind: typeof body };
    return { text: body.toString('utf8', 0, 40), length: body.length, isRaw: request.rawBody === body };
  }

  /** Not marked. */
  @Post('plain')
  plain(@Body() body: unknown): object {
    return { plain: body };
  }
}

@ServesSpecs(tell)
@Module({ controllers: [TellController] })
class TellModule {}

@LitEndpoint('/kind', { specs: [tell.declare({})] })
class KindApi {
  predict(input: unknown, { requestId }: LitContext): unknown {
    if (typeof input === 'object' && input !== null && 'text' in input && 'file' in input)
      return { text: input.text, name: (input.file as { name: string }).name };
    return { input: typeof input === 'string' ? input.length : input, requestId };
  }
}

@LitEndpoint('/slow')
class SlowApi {
  async predict(_: unknown, { signal }: LitContext): Promise<void> {
    await once(signal, 'abort');
  }
}

@Controller('other')
class OtherController {
  @Post()
  @HttpCode(200)
  other(@Body() body: unknown): object {
    return { got: body };
  }
}

class Wrapping implements NestInterceptor {
  intercept(_: ExecutionContext, next: CallHandler): Observable<object> {
    return next.handle().pipe(map((wrapped: unknown) => ({ wrapped })));
  }
}

class AppGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const { headers } = context.switchToHttp().getRequest<{ headers: Record<string, string> }>();
    if (headers['x-deny']) throw new UnauthorizedException('the app says no');
    return true;
  }
}

const JSON_TYPE = { 'content-type': 'application/json' };

describe.each(ADAPTERS)('a route of a spec on %s', (adapter) => {
  let app: RunningApp;
  beforeAll(async () => {
    app = await bootApp(adapter, {
      imports: [TellModule],
      providers: [KindApi, SlowApi, { provide: APP_GUARD, useClass: AppGuard }],
      controllers: [OtherController],
    });
  });
  afterAll(() => app.close());

  const send = async (
    path: string,
    body: string | Buffer | FormData,
    headers: Record<string, string> = {},
  ) => {
    const answer = await app.ask(path, { method: 'POST', body, headers });
    return { status: answer.status, json: answer.json, id: answer.headers.get('x-request-id') };
  };
  const text = (size: number): string => JSON.stringify('x'.repeat(size));

  it('takes bodies up to its own limit, beyond those of the app’s parsers', async () => {
    const headers = { ...JSON_TYPE, 'x-request-id': 'r-1' };
    expect(await send('/tell', text(1_000_000), headers)).toEqual({
      status: 200,
      id: 'r-1',
      json: { told: { input: 1_000_000, requestId: 'r-1' }, id: 'r-1' },
    });
    expect(await send('/tell/default', text(5_000_000), headers)).toMatchObject({ status: 200 });
  });

  it.each([
    ['too large', text(MAX), {}, 413],
    ['too large, once it is decoded', gzipSync(text(MAX)), { 'content-encoding': 'gzip' }, 413],
    ['above the limit of the app', text(11_000_000), {}, 413, '/tell/default'],
    ['malformed', '{"a":', {}, 400],
    ['of an encoding that nobody knows', '{}', { 'content-encoding': 'zip' }, 415],
  ])(
    'refuses a body that is %s in the shape of the spec',
    async (_name, body, headers, status, path = '/tell') => {
      const answer = await send(path, body, { ...JSON_TYPE, 'x-request-id': 'r-2', ...headers });
      expect(answer).toEqual({ status, id: 'r-2', json: { wrong: expect.any(String) } });
    },
  );

  it('lets guards speak first, the app’s and its own, and gives their answers an id, and those of pipes', async () => {
    const denied = await send('/tell', '{"a":', { ...JSON_TYPE, 'x-deny': '1' });
    expect(denied).toMatchObject({ status: 401, json: { wrong: 'the app says no' }, id: expect.any(String) });
    const own = await send('/tell', '{"a":', { ...JSON_TYPE, 'x-route-deny': '1' });
    expect(own).toMatchObject({ status: 401, json: { wrong: 'the route says no' }, id: expect.any(String) });
    const headers = { 'x-request-id': 'r-3' };
    const piped = await app.get('/tell?n=x', headers);
    expect([piped.status, piped.headers.get('x-request-id')]).toEqual([400, 'r-3']);
    const got = await app.get('/tell?n=1', headers);
    expect([got.json, got.headers.get('x-request-id')]).toEqual([{ n: 1 }, 'r-3']);
    const head = await app.ask('/tell?n=1', { method: 'HEAD', headers });
    expect([head.status, head.headers.get('x-request-id')]).toEqual([200, 'r-3']);
  });

  it('gives what the content-type says, without keys that reach a prototype', async () => {
    const told = async (body: string | FormData, headers: Record<string, string>): Promise<unknown> =>
      ((await send('/tell', body, headers)).json as { told: unknown }).told;
    expect(await told('{"__proto__":{"a":1},"b":2}', JSON_TYPE)).toMatchObject({ input: { b: 2 } });
    const urlencoded = { 'content-type': 'application/x-www-form-urlencoded' };
    expect(await told('a=1&a=2', urlencoded)).toMatchObject({ input: { a: ['1', '2'] } });
    expect(
      await told(
        form([
          ['text', 'hi'],
          ['file', new Blob(['abc']), 'a.txt'],
        ]),
        {},
      ),
    ).toEqual({
      text: 'hi',
      name: 'a.txt',
    });
  });

  it('gives bytes, whatever the content-type says', async () => {
    const bytes = (body: string | Buffer, headers: Record<string, string>) =>
      send('/tell/bytes', body, headers);
    const expected = { text: '{"a":', length: 5, isRaw: true };
    for (const type of [
      'application/json',
      'multipart/form-data; boundary=x',
      'application/octet-stream',
      '',
    ]) {
      expect((await bytes(Buffer.from('{"a":'), { 'content-type': type })).json).toEqual(expected);
    }
    const gzip = { ...JSON_TYPE, 'content-encoding': 'gzip' };
    expect((await bytes(gzipSync('{"a":'), gzip)).json).toEqual(expected);
    expect(await bytes(Buffer.alloc(1_500_000, 97), JSON_TYPE)).toMatchObject({
      json: { length: 1_500_000 },
    });
    expect(await bytes(Buffer.alloc(MAX + 1), JSON_TYPE)).toMatchObject({
      status: 413,
      json: { wrong: expect.any(String) },
    });
    expect((await bytes('', {})).json).toMatchObject({ length: 0 });
  });

  it('leaves the other routes of the app to their parsers', async () => {
    const other = await send('/other', '{"a":1}', JSON_TYPE);
    expect(other).toEqual({ status: 200, json: { got: { a: 1 } }, id: null });
    const malformed = await send('/other', '{"a":', JSON_TYPE);
    expect(malformed).toMatchObject({ status: 400, id: null, json: { statusCode: 400 } });
    expect(await send('/tell/plain', '{}', JSON_TYPE)).toMatchObject({ id: null, json: { plain: {} } });
  });
});

describe.each(ADAPTERS)('routes of a spec on %s, in an app that', (adapter) => {
  it('has interceptors: they see what the handler gives, and a form is read behind them', async () => {
    const app = await bootApp(adapter, {
      imports: [TellModule],
      providers: [KindApi, { provide: APP_INTERCEPTOR, useClass: Wrapping }],
    });
    const body = form([
      ['text', 'hi'],
      ['file', new Blob(['abc']), 'a.txt'],
    ]);
    const answer = await app.ask('/tell', { method: 'POST', body });
    expect(answer.json).toMatchObject({ wrapped: { told: { text: 'hi', name: 'a.txt' } } });
    await app.close();
  });

  it('has prefixes and versions', async () => {
    const app = await bootApp(adapter, {
      imports: [TellModule, RouterModule.register([{ path: 'module', module: TellModule }])],
      providers: [KindApi],
      setUp: (one) => {
        one.setGlobalPrefix('api');
        one.enableVersioning({ type: VersioningType.URI, defaultVersion: '2' });
      },
    });
    const answer = await app.post('/api/v2/module/tell', 'x'.repeat(1_000_000));
    expect(answer).toMatchObject({ status: 200, json: { told: { input: 1_000_000 } } });
    await app.close();
  });

  it('has a limit of its own, and a bound for all bodies', async () => {
    const app = await bootApp(adapter, {
      imports: [TellModule],
      providers: [KindApi],
      litserve: { maxPayloadBytes: 1000, maxBufferedBytes: 20_000 },
    });
    expect((await app.post('/tell/default', 'x'.repeat(2000))).status).toBe(413);
    expect((await app.post('/tell', 'x'.repeat(5000))).status).toBe(200);
    // One of these comes to hold more than half of what there is for all.
    const hold = () => new RawConnection(app.url).send(post('/tell', 'x'.repeat(12_000)).slice(0, -1));
    const holding = [hold()];
    while ((await app.post('/tell', 'x'.repeat(9000))).status !== 429) {
      holding.push(hold());
      await app.get('/tell?n=1');
    }
    for (const one of holding) one.leave();
    await app.close();
  });

  it('drains: it reads nothing more', async () => {
    const app = await bootApp(adapter, {
      imports: [TellModule],
      providers: [KindApi, SlowApi],
      litserve: { drainTimeoutMs: 200 },
    });
    const pending = app.post('/slow', 1);
    while (app.app.get(LitServeService).stats()['slow']?.running !== 1)
      await new Promise((next) => setImmediate(next));
    const draining = app.app.get(LitServeService).drain();
    expect(await app.post('/tell', { a: 1 })).toMatchObject({
      status: 503,
      json: { wrong: expect.any(String) },
    });
    expect((await app.get('/tell?n=1')).status).toBe(503);
    await app.close();
    await Promise.all([pending, draining]);
  });
});

describe('the body of a route of a spec', () => {
  it('stands when a parser of the app was first', async () => {
    const app = await bootApp('express', {
      imports: [TellModule],
      providers: [KindApi],
      setUp: (one) => void one.use(readFirst),
    });
    const answer = await app.post('/tell', { a: 1 });
    expect(answer.json).toMatchObject({ told: { input: { read: 7 } } });
    await app.close();
  });
});

describe('@LitRoute at boot', () => {
  it('is for modules that serve specs, and checked', async () => {
    @Controller('lost')
    class LostController {
      @Post()
      @LitRoute()
      lost(): void {}
    }
    const lost = bootApp('express', { providers: [SlowApi], controllers: [LostController] });
    await expect(lost).rejects.toThrow(
      'LostController#lost @LitRoute() is for controllers of a module with @ServesSpecs',
    );
    @Controller('wrong')
    class WrongController {
      @Post()
      @LitRoute({ maxPayloadBytes: 0, body: 'text' as never })
      wrong(): void {}
    }
    @ServesSpecs(tell)
    @Module({ controllers: [WrongController] })
    class WrongModule {}
    const wrong = bootApp('express', { imports: [WrongModule] });
    await expect(wrong).rejects.toThrow(
      /WrongController#wrong @LitRoute\(\): maxPayloadBytes must be .*, got 0[^]*body must be one of/,
    );
  });
});

/** As a parser of Express leaves a request. */
function readFirst(
  request: Readable & { body?: unknown; _body?: boolean },
  _response: unknown,
  next: () => void,
): void {
  void request.toArray().then((chunks: Buffer[]) => {
    Object.assign(request, { body: { read: Buffer.concat(chunks).length }, _body: true });
    next();
  });
}
