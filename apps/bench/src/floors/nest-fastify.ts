/** Floor: a plain Nest controller on Fastify. No worker, no batch. */
import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { AddressInfo } from 'node:net';
import { announce } from '../measure/announce.js';
import { SquareController } from './square.controller.js';

@Module({ controllers: [SquareController] })
class FloorModule {}

const adapter = new FastifyAdapter({ bodyLimit: 10 * 1024 ** 2 });
const app = await NestFactory.create<NestFastifyApplication>(FloorModule, adapter, { logger: ['error'] });
await app.listen(0, '127.0.0.1');
announce(app.getHttpServer().address() as AddressInfo);
