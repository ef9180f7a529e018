/** Floor: a plain Nest controller on Express. No worker, no batch. */
import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { AddressInfo } from 'node:net';
import { announce } from '../measure/announce.js';
import { SquareController } from './square.controller.js';

@Module({ controllers: [SquareController] })
class FloorModule {}

const app = await NestFactory.create<NestExpressApplication>(FloorModule, { logger: ['error'] });
await app.listen(0, '127.0.0.1');
announce(app.getHttpServer().address() as AddressInfo);
