/**
 * Floor: a raw handler that hands bytes to another process, inside a booted Nest app: what a large body costs also
 * depends on how much else the garbage collector has to look at. `BENCH_HOP` names what the other process answers.
 */
import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { announce } from '../measure/announce.js';
import { startHop } from './hop/start-hop.js';

const hop = startHop(new URL(`./hop/${process.env['BENCH_HOP']}-worker.js`, import.meta.url));

function handle(request: IncomingMessage, response: ServerResponse): void {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    hop.ask(chunks, (answer) => {
      response.writeHead(200, {
        'content-type': 'application/octet-stream',
        'content-length': answer.length,
      });
      response.end(answer);
    });
  });
}

@Module({})
class FloorModule {}

const adapter = new FastifyAdapter({ serverFactory: () => createServer(handle) });
const app = await NestFactory.create<NestFastifyApplication>(FloorModule, adapter, { logger: ['error'] });
await app.listen(0, '127.0.0.1');
announce(app.getHttpServer().address() as AddressInfo);
