/** Floor: all events of a stream, each written straight to the response, in one turn of the event loop. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { announce } from '../measure/announce.js';
import { TOKENS } from '../models/token-text.js';

const server = createServer((request, response) => {
  request.resume().once('end', () => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    for (const token of TOKENS) response.write(`data: ${token}\n\n`);
    response.end();
  });
});
server.listen(0, '127.0.0.1', () => announce(server.address() as AddressInfo));
