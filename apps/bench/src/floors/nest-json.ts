/** Floor: a plain Nest controller on Fastify that gets a large JSON body, parsed as every body is. */
import 'reflect-metadata';
import { Body, Controller, HttpCode, Module, Post } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { AddressInfo } from 'node:net';
import { announce } from '../measure/announce.js';

@Controller()
class LengthController {
  @Post('/predict')
  @HttpCode(200)
  predict(@Body() numbers: number[]): { length: number } {
    return { length: numbers.length };
  }
}

@Module({ controllers: [LengthController] })
class FloorModule {}

const adapter = new FastifyAdapter({ bodyLimit: 10 * 1024 ** 2 });
const app = await NestFactory.create<NestFastifyApplication>(FloorModule, adapter, { logger: ['error'] });
await app.listen(0, '127.0.0.1');
announce(app.getHttpServer().address() as AddressInfo);
