/** Floor: the same events, written by the handler of a plain Nest controller on Fastify. */
import 'reflect-metadata';
import { Controller, Module, Post, Res } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { announce } from '../measure/announce.js';
import { writeTurns } from './write-turns.js';

@Controller()
class EventsController {
  @Post('/predict')
  predict(@Res() reply: { hijack(): void; readonly raw: ServerResponse }): void {
    reply.hijack();
    writeTurns(reply.raw);
  }
}

@Module({ controllers: [EventsController] })
class FloorModule {}

const app = await NestFactory.create(FloorModule, new FastifyAdapter(), { logger: ['error'] });
await app.listen(0, '127.0.0.1');
announce(app.getHttpServer().address() as AddressInfo);
