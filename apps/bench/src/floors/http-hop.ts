/** Floor: node:http, with the work done in another process. What it costs above `node-http` is one hop. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { announce } from '../measure/announce.js';
import { startHop } from './hop/start-hop.js';

const worker = process.env['BENCH_HOP'] ?? 'square-worker';
const hop = startHop(new URL(`./hop/${worker}.js`, import.meta.url));

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    hop.ask(chunks, (answer) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': answer.length });
      response.end(answer);
    });
  });
});
server.listen(0, '127.0.0.1', () => announce(server.address() as AddressInfo));
