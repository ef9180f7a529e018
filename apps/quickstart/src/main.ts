import { Logger, ValidationPipe, type INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { AppModule } from './app.module.js';

async function createApp(): Promise<INestApplication> {
  if (process.env['LITSERVE_ADAPTER'] !== 'fastify') return NestFactory.create(AppModule);
  const { FastifyAdapter } = await import('@nestjs/platform-fastify');
  return NestFactory.create(AppModule, new FastifyAdapter());
}

async function bootstrap(): Promise<void> {
  const app = await createApp();
  app.useGlobalPipes(new ValidationPipe({ whitelist: true }));
  app.enableShutdownHooks();
  await app.listen(process.env['PORT'] ?? 3000);
  const { port } = new URL(await app.getUrl());
  const post = (path: string, body: object): string =>
    `  curl localhost:${port}${path} -H 'content-type: application/json' -d '${JSON.stringify(body)}'`;
  new Logger('Quickstart').log(
    [
      `Listening on ${port}. Try:`,
      post('/predict', { text: 'say: 402' }),
      `${post('/stream', { text: 'say: 402' })} -N`,
      post('/square', { input: 4 }),
    ].join('\n'),
  );
}

await bootstrap();
