/** Floor: bare node:http. Below it, no Node server can be. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { announce } from '../measure/announce.js';

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const { input } = JSON.parse(Buffer.concat(chunks).toString()) as { input: number };
    const answer = JSON.stringify({ output: input ** 2 });
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': answer.length });
    response.end(answer);
  });
});
server.listen(0, '127.0.0.1', () => announce(server.address() as AddressInfo));
