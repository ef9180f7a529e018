/** Floor: a worker of the quickstart without this package: its main file's imports, and a Nest module. */
import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import '@nestjs/platform-fastify';
import { announce } from '../measure/announce.js';
import { SquareDto } from './square.dto.js';

@Module({ providers: [SquareDto] })
class FloorModule {}

const app = await NestFactory.createApplicationContext(FloorModule, { logger: ['error'] });
announce({ port: 0 });
setTimeout(() => void app.close(), 60_000);
