import { Logger, type INestApplication, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { isLitWorker } from 'nestjs-litserve';
import { missingModel, type ModelFiles } from '../models/find-model.js';

export interface Example {
  readonly name: string;
  readonly module: Type;
  /** Without its files the app does not start. */
  readonly model?: ModelFiles;
  /** Commands to try, for the host it listens on. */
  readonly tries: (host: string) => readonly string[];
}

/** The main file of all examples: Express or Fastify, shutdown hooks, and what to try. */
export async function startExample({ name, module, model, tries }: Example): Promise<void> {
  const logger = new Logger(name);
  const missing = model && !isLitWorker() ? missingModel(model) : undefined;
  if (missing !== undefined) {
    logger.error(missing);
    process.exitCode = 1;
    return;
  }
  const app = await createApp(module);
  app.enableShutdownHooks();
  await app.listen(process.env['PORT'] ?? 3000);
  const { port } = new URL(await app.getUrl());
  logger.log([`Listening on ${port}. Try:`, ...tries(`localhost:${port}`)].join('\n  '));
}

async function createApp(module: Type): Promise<INestApplication> {
  if (process.env['LITSERVE_ADAPTER'] !== 'fastify') return NestFactory.create(module);
  const { FastifyAdapter } = await import('@nestjs/platform-fastify');
  return NestFactory.create(module, new FastifyAdapter());
}
