import {
  BadRequestException,
  Body,
  Catch,
  Header,
  HttpCode,
  Inject,
  Injectable,
  Module,
  Query,
  Scope,
  SetMetadata,
  UseFilters,
  UseGuards,
  UseInterceptors,
  UsePipes,
  type ArgumentsHost,
  type CallHandler,
  type CanActivate,
  type ExceptionFilter,
  type ExecutionContext,
  type NestInterceptor,
  type PipeTransform,
} from '@nestjs/common';
import { HttpAdapterHost, Reflector, REQUEST } from '@nestjs/core';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { LitEndpoint } from 'nestjs-litserve';
import { map, type Observable } from 'rxjs';
import { ADAPTERS, bootApp, type RunningApp } from '../support/boot-app.js';

@Injectable()
class Keys {
  readonly valid = 'sesame';
}

/** Its dependencies are private to the endpoint's module: only a route in that very module can have them. */
@Injectable()
class KeyGuard implements CanActivate {
  constructor(
    private readonly keys: Keys,
    private readonly reflector: Reflector,
  ) {}

  canActivate(context: ExecutionContext): boolean {
    const { headers } = context.switchToHttp().getRequest<{ headers: Record<string, string> }>();
    const open = this.reflector.getAllAndOverride<boolean>('open', [
      context.getHandler(),
      context.getClass(),
    ]);
    return open || headers['x-key'] === this.keys.valid;
  }
}

@Catch(BadRequestException)
class TeapotFilter implements ExceptionFilter {
  constructor(private readonly host: HttpAdapterHost) {}

  catch(error: Error, host: ArgumentsHost): void {
    this.host.httpAdapter.reply(host.switchToHttp().getResponse(), { mine: error.message }, 418);
  }
}

class Wrap implements NestInterceptor {
  intercept(_context: ExecutionContext, next: CallHandler): Observable<unknown> {
    return next.handle().pipe(map((data: unknown) => ({ data })));
  }
}

class Doubled implements PipeTransform {
  transform(value: unknown): unknown {
    return Array.isArray(value) ? [...(value as unknown[]), ...(value as unknown[])] : value;
  }
}

class Mode implements PipeTransform<string> {
  transform(value: string): string {
    if (value === 'bad') throw new BadRequestException('bad mode');
    return value.toUpperCase();
  }
}

@LitEndpoint('/guarded')
@UseGuards(KeyGuard)
@UseInterceptors(Wrap)
class GuardedApi {
  predict(input: { n: number }): unknown {
    return { twice: input.n * 2 };
  }
}

@LitEndpoint('/open')
@UseGuards(KeyGuard)
@SetMetadata('open', true)
class OpenApi {
  @HttpCode(202)
  @Header('x-model', 'v1')
  decodeRequest(@Body() body: unknown): unknown {
    return body;
  }

  predict(input: unknown): unknown {
    return input;
  }
}

@LitEndpoint('/piped')
@UsePipes(Doubled)
@UseFilters(TeapotFilter)
class PipedApi {
  @UseInterceptors(Wrap)
  decodeRequest(@Body() body: number[], @Query('mode', Mode) mode: string): unknown {
    return { body, mode };
  }

  predict(input: { mode: string }): unknown {
    if (input.mode === 'WORKER') throw new BadRequestException('from the worker');
    return input;
  }
}

@Injectable({ scope: Scope.REQUEST })
class Tenant {
  readonly name: string | undefined;

  constructor(@Inject(REQUEST) request: { readonly headers: Record<string, string | undefined> }) {
    this.name = request.headers['x-tenant'];
  }
}

/** Request-scoped by what it injects. */
@Injectable()
class TenantGuard implements CanActivate {
  constructor(private readonly tenant: Tenant) {}

  canActivate(): boolean {
    return this.tenant.name !== undefined;
  }
}

@Injectable({ scope: Scope.REQUEST })
class TenantName implements NestInterceptor {
  constructor(private readonly tenant: Tenant) {}

  intercept(_context: ExecutionContext, next: CallHandler): Observable<unknown> {
    return next.handle().pipe(map((data: unknown) => ({ tenant: this.tenant.name, data })));
  }
}

@LitEndpoint('/tenant')
@UseGuards(TenantGuard)
@UseInterceptors(TenantName)
class TenantApi {
  constructor(private readonly keys: Keys) {}

  predict(): string {
    return this.keys.valid;
  }
}

@Module({ providers: [GuardedApi, OpenApi, PipedApi, TenantApi, Tenant, Keys] })
class FeatureModule {}

describe.each(ADAPTERS)('enhancers of an endpoint class on %s', (adapter) => {
  let running: RunningApp;

  beforeAll(async () => {
    running = await bootApp(adapter, { imports: [FeatureModule] });
  });
  afterAll(() => running.close());

  it('runs a class guard whose dependency is private to the module', async () => {
    expect((await running.post('/guarded', { n: 4 })).status).toBe(403);
    const answer = await running.post('/guarded', { n: 4 }, { 'x-key': 'sesame' });
    expect(answer).toMatchObject({ status: 200, json: { data: { twice: 8 } } });
  });

  it('shows metadata of the class to guards, and honours @HttpCode and @Header of a hook', async () => {
    const answer = await running.post('/open', { a: 1 });
    expect(answer).toMatchObject({ status: 202, json: { a: 1 } });
    expect(answer.headers.get('x-model')).toBe('v1');
  });

  it('runs pipes of the class and of a parameter, and an interceptor of the hook', async () => {
    const answer = await running.post('/piped?mode=fast', [1, 2]);
    expect(answer).toMatchObject({ status: 200, json: { data: { body: [1, 2, 1, 2], mode: 'FAST' } } });
  });

  it('runs enhancers of the class that are made anew for each request', async () => {
    expect((await running.post('/tenant', {})).status).toBe(403);
    for (const tenant of ['a', 'b']) {
      const answer = await running.post('/tenant', {}, { 'x-tenant': tenant });
      expect(answer).toMatchObject({ status: 200, json: { tenant, data: 'sesame' } });
    }
  });

  it.each(['bad', 'worker'])(
    'hands an error of a pipe or of a hook to the filter of the class (%s)',
    async (mode) => {
      const answer = await running.post(`/piped?mode=${mode}`, []);
      expect(answer).toMatchObject({
        status: 418,
        json: { mine: mode === 'bad' ? 'bad mode' : 'from the worker' },
      });
    },
  );
});
