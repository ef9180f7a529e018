/**
 * Floor: a plain Nest controller on Fastify whose handler asks another process and waits for it: what anybody would write
 * who moves a model out of the HTTP process by hand. No batch, no deadline, no bound, no cancel, no second try.
 * `BENCH_HOP` names what the other process answers.
 */
import 'reflect-metadata';
import { Body, Controller, HttpCode, Module, Post } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { AddressInfo } from 'node:net';
import { announce } from '../measure/announce.js';
import { startHop } from './hop/start-hop.js';

const hop = startHop(new URL(`./hop/${process.env['BENCH_HOP'] ?? 'square-worker'}.js`, import.meta.url));

@Controller()
class HopController {
  @Post('/predict')
  @HttpCode(200)
  predict(@Body() body: object): Promise<unknown> {
    return new Promise((resolve) => {
      hop.ask([Buffer.from(JSON.stringify(body))], (answer) => resolve(JSON.parse(answer.toString())));
    });
  }
}

@Module({ controllers: [HopController] })
class FloorModule {}

const adapter = new FastifyAdapter({ bodyLimit: 10 * 1024 ** 2 });
const app = await NestFactory.create<NestFastifyApplication>(FloorModule, adapter, { logger: ['error'] });
await app.listen(0, '127.0.0.1');
announce(app.getHttpServer().address() as AddressInfo);
