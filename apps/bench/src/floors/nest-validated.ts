/** Floor: the quickstart without this package: a plain Nest controller on Fastify, with a DTO that is validated. */
import 'reflect-metadata';
import { Body, Controller, HttpCode, Module, Post, ValidationPipe } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { AddressInfo } from 'node:net';
import { announce } from '../measure/announce.js';
import { SquareDto } from './square.dto.js';

@Controller()
class SquareController {
  @Post('/predict')
  @HttpCode(200)
  predict(@Body() { input }: SquareDto): { output: number } {
    return { output: input ** 2 };
  }
}

@Module({ controllers: [SquareController] })
class FloorModule {}

const adapter = new FastifyAdapter();
const app = await NestFactory.create<NestFastifyApplication>(FloorModule, adapter, { logger: ['error'] });
app.useGlobalPipes(new ValidationPipe({ whitelist: true }));
await app.listen(0, '127.0.0.1');
announce(app.getHttpServer().address() as AddressInfo);
