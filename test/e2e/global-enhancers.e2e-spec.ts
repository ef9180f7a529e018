import {
  Catch,
  Inject,
  Injectable,
  Scope,
  UnauthorizedException,
  type ArgumentsHost,
  type CallHandler,
  type CanActivate,
  type ExceptionFilter,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_INTERCEPTOR, HttpAdapterHost, REQUEST } from '@nestjs/core';
import { afterEach, describe, expect, it } from '@jest/globals';
import { LitEndpoint } from 'nestjs-litserve';
import { map, type Observable } from 'rxjs';
import { ADAPTERS, bootApp, type RunningApp } from '../support/boot-app.js';

interface Headers {
  readonly headers: Record<string, string>;
}

@LitEndpoint('/echo')
class EchoApi {
  predict(input: unknown): unknown {
    if (input === 'boom') throw new Error('secret detail');
    return { input };
  }
}

class DenyGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    if (context.switchToHttp().getRequest<Headers>().headers['x-deny'])
      throw new UnauthorizedException('no key');
    return true;
  }
}

@Injectable({ scope: Scope.REQUEST })
class TenantInterceptor implements NestInterceptor {
  constructor(@Inject(REQUEST) private readonly request: Headers) {}

  intercept(_context: ExecutionContext, next: CallHandler): Observable<unknown> {
    return next
      .handle()
      .pipe(map((answer: unknown) => ({ tenant: this.request.headers['x-tenant'], answer })));
  }
}

@Injectable({ scope: Scope.REQUEST })
class TenantGuard implements CanActivate {
  constructor(@Inject(REQUEST) private readonly request: Headers) {}

  canActivate(): boolean {
    return this.request.headers['x-tenant'] !== 'banned';
  }
}

class Outer implements NestInterceptor {
  intercept(_context: ExecutionContext, next: CallHandler): Observable<unknown> {
    return next.handle().pipe(map((answer: unknown) => ({ outer: answer })));
  }
}

@Catch()
class CatchAll implements ExceptionFilter {
  constructor(private readonly host: HttpAdapterHost) {}

  catch(error: Error, host: ArgumentsHost): void {
    this.host.httpAdapter.reply(host.switchToHttp().getResponse(), { caught: error.message }, 599);
  }
}

describe.each(ADAPTERS)('global enhancers on %s', (adapter) => {
  let running: RunningApp;
  afterEach(() => running.close());

  it('lets an APP_GUARD refuse', async () => {
    running = await bootApp(adapter, { providers: [EchoApi, { provide: APP_GUARD, useClass: DenyGuard }] });
    expect((await running.post('/echo', 1, { 'x-deny': '1' })).status).toBe(401);
    expect((await running.post('/echo', 1)).json).toEqual({ input: 1 });
  });

  it('gives request-scoped APP_INTERCEPTOR and APP_GUARD their request', async () => {
    running = await bootApp(adapter, {
      providers: [
        EchoApi,
        { provide: APP_INTERCEPTOR, useClass: TenantInterceptor, scope: Scope.REQUEST },
        { provide: APP_GUARD, useClass: TenantGuard, scope: Scope.REQUEST },
      ],
    });
    const answers = await Promise.all(
      ['a', 'b'].map((tenant) => running.post('/echo', 1, { 'x-tenant': tenant })),
    );
    expect(answers.map(({ json }) => json)).toEqual([
      { tenant: 'a', answer: { input: 1 } },
      { tenant: 'b', answer: { input: 1 } },
    ]);
    expect((await running.post('/echo', 1, { 'x-tenant': 'banned' })).status).toBe(403);
  });

  it('writes what the outermost interceptor of the app returned', async () => {
    running = await bootApp(adapter, {
      providers: [EchoApi, { provide: APP_INTERCEPTOR, useClass: Outer }],
      setUp: (app) => void app.useGlobalInterceptors(new Outer()),
    });
    expect((await running.post('/echo', [1])).json).toEqual({ outer: { outer: { input: [1] } } });
  });

  it('lets a catch-all filter of the app win over the errors of this library', async () => {
    running = await bootApp(adapter, { providers: [EchoApi, { provide: APP_FILTER, useClass: CatchAll }] });
    expect(await running.post('/echo', 'boom')).toMatchObject({
      status: 599,
      json: { caught: 'secret detail' },
    });
    const malformed = await fetch(`${running.url}/echo`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{',
    });
    expect(malformed.status).toBe(599);
  });

  it('says nothing about an unknown error but its request id', async () => {
    running = await bootApp(adapter, { providers: [EchoApi] });
    const answer = await running.post('/echo', 'boom', { 'x-request-id': 'req-1' });
    expect(answer.status).toBe(500);
    expect(answer.headers.get('x-request-id')).toBe('req-1');
    expect(answer.json).toEqual({
      statusCode: 500,
      error: 'Internal Server Error',
      message: 'Internal server error',
      code: 'internal_error',
      requestId: 'req-1',
    });
  });
});
