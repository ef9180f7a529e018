/** An app with one model of the bench, as a user would write it: `BENCH_MODEL` names it, `BENCH_ADAPTER` its adapter. */
import 'reflect-metadata';
import { Module, type INestApplication, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { LitServeModule } from 'nestjs-litserve';
import type { AddressInfo } from 'node:net';
import { announce } from '../measure/announce.js';
import { MODELS, type ModelName } from './models.js';

async function createApp(root: Type): Promise<INestApplication> {
  const options = { logger: ['error' as const] };
  if (process.env['BENCH_ADAPTER'] === 'express') return NestFactory.create(root, options);
  const { FastifyAdapter } = await import('@nestjs/platform-fastify');
  return NestFactory.create(root, new FastifyAdapter(), options);
}

const name = process.env['BENCH_MODEL'] as ModelName;
const ModelModule = await MODELS[name]();

@Module({ imports: [LitServeModule.forRoot(), ModelModule] })
class AppModule {}

const app = await createApp(AppModule);
app.enableShutdownHooks();
await app.listen(0, '127.0.0.1');
announce(app.getHttpServer().address() as AddressInfo);
