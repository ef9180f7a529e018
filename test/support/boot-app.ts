import { Module, type DynamicModule, type INestApplication, type Provider, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { LitServeModule, type LitServeOptions } from 'nestjs-litserve';
import type { AddressInfo } from 'node:net';
import { httpClient, type HttpClient } from './http-client.js';

export type { Answer } from './http-client.js';

export const ADAPTERS = ['express', 'fastify'] as const;
export type Adapter = (typeof ADAPTERS)[number];

export interface AppParts {
  readonly imports?: readonly (Type | DynamicModule | Promise<DynamicModule>)[];
  readonly providers?: readonly Provider[];
  readonly controllers?: readonly Type[];
  readonly litserve?: LitServeOptions;
  /** What a main.ts would do between `create` and `listen`. */
  readonly setUp?: (app: INestApplication) => void | Promise<void>;
  readonly appOptions?: { readonly bodyParser?: boolean };
}

export interface RunningApp extends HttpClient {
  readonly app: INestApplication;
  close(): Promise<void>;
}

/** A root module of these parts, with LitServeModule in it. */
export function rootModule({
  imports = [],
  providers = [],
  controllers = [],
  litserve = {},
}: AppParts): Type {
  class AppModule {}
  Module({
    imports: [LitServeModule.forRoot(litserve), ...imports],
    providers: [...providers],
    controllers: [...controllers],
  })(AppModule);
  return AppModule;
}

/** Boots a real app on a free port. `root` may be given instead of parts. */
export async function bootApp(adapter: Adapter, parts: AppParts | Type): Promise<RunningApp> {
  const given: AppParts = typeof parts === 'function' ? {} : parts;
  const root = typeof parts === 'function' ? parts : rootModule(parts);
  const options = { logger: false as const, abortOnError: false, ...given.appOptions };
  const app =
    adapter === 'fastify'
      ? await NestFactory.create(root, new FastifyAdapter(), options)
      : await NestFactory.create(root, options);
  try {
    await given.setUp?.(app);
    return await listen(app);
  } catch (error) {
    await app.close().catch(() => undefined);
    throw error;
  }
}

/** Starts an app that was made elsewhere, for instance by a testing module. */
export async function listen(app: INestApplication): Promise<RunningApp> {
  await app.listen(0, '127.0.0.1');
  const { port } = app.getHttpServer().address() as AddressInfo;
  return { ...httpClient(`http://127.0.0.1:${port}`), app, close: () => app.close() };
}
