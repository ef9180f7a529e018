/** Floor: what a worker cannot do without: a process that boots a Nest module. It serves nothing, at port 0. */
import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { announce } from '../measure/announce.js';

@Module({})
class FloorModule {}

const app = await NestFactory.createApplicationContext(FloorModule, { logger: ['error'] });
announce({ port: 0 });
setTimeout(() => void app.close(), 60_000);
