import {
  Body,
  Controller,
  Module,
  Next,
  ParseArrayPipe,
  Post,
  Redirect,
  Render,
  Req,
  Res,
  Sse,
  UseGuards,
} from '@nestjs/common';
import * as constants from '@nestjs/common/constants.js';
import { ApplicationConfig, ModulesContainer, NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { ApiBody } from '@nestjs/swagger';
import { describe, expect, it } from '@jest/globals';
import { argumentTypes, checkHooks } from '#endpoint';
import * as ours from '../../libs/core/src/nest-metadata.js';

class Guard {
  canActivate(): boolean {
    return true;
  }
}

/** A provider and not a controller: Nest must register its enhancers in its module all the same. */
@UseGuards(Guard)
class Provided {}

@Controller()
class Own {
  @Post('own')
  own(@Body() body: unknown): unknown {
    return body;
  }
}

@Module({ providers: [Provided], controllers: [Own] })
class AppModule {}

/** What this library leans on and Nest does not promise. A Nest release that changes one of these fails here first. */
describe('surfaces of Nest', () => {
  it('keeps metadata under the same keys', () => {
    expect({
      PATH: ours.PATH,
      METHOD: ours.METHOD,
      HOST: ours.HOST,
      VERSION: ours.VERSION,
      MODULE_PATH: ours.MODULE_PATH,
      ROUTE_ARGUMENTS: ours.ROUTE_ARGUMENTS,
      GUARDS: ours.GUARDS,
      INTERCEPTORS: ours.INTERCEPTORS,
      PIPES: ours.PIPES,
      FILTERS: ours.FILTERS,
      HEADERS: ours.HEADERS,
    }).toEqual({
      PATH: constants.PATH_METADATA,
      METHOD: constants.METHOD_METADATA,
      HOST: constants.HOST_METADATA,
      VERSION: constants.VERSION_METADATA,
      MODULE_PATH: constants.MODULE_PATH,
      ROUTE_ARGUMENTS: constants.ROUTE_ARGS_METADATA,
      GUARDS: constants.GUARDS_METADATA,
      INTERCEPTORS: constants.INTERCEPTORS_METADATA,
      PIPES: constants.PIPES_METADATA,
      FILTERS: constants.EXCEPTION_FILTERS_METADATA,
      HEADERS: constants.HEADERS_METADATA,
    });
  });

  it('numbers the body among the kinds of parameters', () => {
    const args = Reflect.getMetadata(ours.ROUTE_ARGUMENTS, Own, 'own') as object;
    expect(Object.keys(args)).toEqual([`${ours.BODY_PARAMETER}:0`]);
  });

  it('keeps what an endpoint cannot have where the boot check looks', () => {
    class Odd {
      @Redirect('/')
      @Render('view')
      @Sse()
      decodeRequest(@Req() _request: unknown, @Res() _response: unknown, @Next() _next: unknown): void {}
      predict(): void {}
    }
    const found = checkHooks(Odd).join();
    for (const name of ['@Req()', '@Res()', '@Next()', '@Redirect()', '@Render()', '@Sse()']) {
      expect(found).toContain(`decodeRequest cannot have ${name}`);
    }
  });

  it('keeps the class of elements where arguments of ParseArrayPipe are looked up', () => {
    class Listing {
      decodeRequest(@Body(new ParseArrayPipe({ items: Provided })) _list: Provided[]): void {}
    }
    expect(argumentTypes(Listing)).toEqual([[Provided]]);
  });

  it('finds Swagger’s parameters where we put ours', () => {
    class Documented {
      @ApiBody({ type: Object })
      hook(): void {}
    }
    expect(Reflect.getMetadata(ours.SWAGGER_PARAMETERS, Documented.prototype.hook)).toMatchObject([
      { in: 'body' },
    ]);
  });

  it('registers the enhancers of a provider’s class in its module, and lets controllers be added', async () => {
    const app = await NestFactory.createApplicationContext(AppModule, { logger: false });
    const modules = app.get(ModulesContainer);
    const host = [...modules.values()].find(({ metatype }) => metatype === AppModule);
    expect(host?.injectables.has(Guard)).toBe(true);
    expect(typeof modules.applicationId).toBe('string');
    const wrapper = host?.providers.get(Provided);
    expect(wrapper?.getEnhancersMetadata().map(({ metatype }) => metatype)).toEqual([Guard]);
    expect(typeof wrapper?.addEnhancerMetadata).toBe('function');
    class Late {}
    Controller()(Late);
    host?.addController(Late);
    expect(host?.controllers.get(Late)?.metatype).toBe(Late);
    await app.close();
  });

  it('hands out its live lists of global filters and interceptors', () => {
    const config = new ApplicationConfig();
    expect(config.getGlobalFilters()).toBe(config.getGlobalFilters());
    expect(config.getGlobalInterceptors()).toBe(config.getGlobalInterceptors());
  });

  it('names Express’s body parsers as the gate looks for them', async () => {
    const app = await NestFactory.create(AppModule, { logger: false });
    await app.init();
    const express = app.getHttpAdapter().getInstance() as { router: { stack: { handle: Function }[] } };
    const names = express.router.stack.map(({ handle }) => handle.name);
    expect(names.filter((name) => name.endsWith('Parser'))).toEqual(['jsonParser', 'urlencodedParser']);
    await app.close();
  });

  it('passes route config metadata on to Fastify’s onRoute', async () => {
    const config = { litserve: { marked: true } };
    Reflect.defineMetadata('__fastify_route_config__', config, Own.prototype.own);
    const adapter = new FastifyAdapter();
    const seen: unknown[] = [];
    adapter
      .getInstance()
      .addHook('onRoute', (route) => void seen.push((route.config as Record<string, unknown>)['litserve']));
    const app = await NestFactory.create(AppModule, adapter, { logger: false });
    await app.init();
    expect(seen).toContainEqual({ marked: true });
    await app.close();
  });
});
