/**
 * An app with one model of the bench, as a user would write it: `BENCH_MODEL` names it, `BENCH_ADAPTER` its adapter,
 * `BENCH_WORKERS` says how many workers it has, with `BENCH_EVENT_LOOP` it watches the delays of its event loop, and
 * `BENCH_SHARED_PORT` is a port that others listen on, too; 0 for the first of them.
 */
import 'reflect-metadata';
import { Module, type INestApplication, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { LitServeModule } from 'nestjs-litserve';
import type { AddressInfo } from 'node:net';
import { announce } from '../measure/announce.js';
import { EventLoopController } from './event-loop.controller.js';
import { MODELS, type ModelName } from './models.js';

const { BENCH_MODEL, BENCH_ADAPTER, BENCH_WORKERS = '1', BENCH_EVENT_LOOP, BENCH_SHARED_PORT } = process.env;

async function createApp(root: Type): Promise<INestApplication> {
  const options = { logger: ['error' as const] };
  if (BENCH_ADAPTER === 'express') return NestFactory.create(root, options);
  const { FastifyAdapter } = await import('@nestjs/platform-fastify');
  return NestFactory.create(root, new FastifyAdapter(), options);
}

const ModelModule = await MODELS[BENCH_MODEL as ModelName]();

@Module({
  imports: [LitServeModule.forRoot({ workersPerDevice: Number(BENCH_WORKERS) }), ModelModule],
  controllers: BENCH_EVENT_LOOP === undefined ? [] : [EventLoopController],
})
class AppModule {}

const app = await createApp(AppModule);
app.enableShutdownHooks();
const host = '127.0.0.1';
if (BENCH_SHARED_PORT === undefined) await app.listen(0, host);
// Adapters hand what they are given to `server.listen`.
else await app.listen({ host, port: Number(BENCH_SHARED_PORT), reusePort: true } as never);
announce(app.getHttpServer().address() as AddressInfo);
