import { Logger, type INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { AppModule } from './app.module.js';

async function createApp(): Promise<INestApplication> {
  if (process.env['LITSERVE_ADAPTER'] !== 'fastify') return NestFactory.create(AppModule);
  const { FastifyAdapter } = await import('@nestjs/platform-fastify');
  return NestFactory.create(AppModule, new FastifyAdapter());
}

async function bootstrap(): Promise<void> {
  const app = await createApp();
  app.enableShutdownHooks();
  await app.listen(process.env['PORT'] ?? 3000);
  const { port } = new URL(await app.getUrl());
  const body = { model: 'tinylm', stream: true, messages: [{ role: 'user', content: 'say: 402' }] };
  const curl = `curl -N localhost:${port}/v1/chat/completions -H 'content-type: application/json' -d`;
  new Logger('Chat').log(`Listening on ${port}. Try:\n  ${curl} '${JSON.stringify(body)}'`);
}

await bootstrap();
