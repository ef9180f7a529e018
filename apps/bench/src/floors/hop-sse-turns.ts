/** Floor: the same events, made in another process and written to the response as they come over a bare pipe. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { announce } from '../measure/announce.js';
import { startHop } from './hop/start-hop.js';

const hop = startHop(new URL('./hop/turns-worker.js', import.meta.url));

const server = createServer((request, response) => {
  request.resume().once('end', () => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    hop.listen([], (token) => {
      if (token.length === 0) response.end();
      else response.write(`data: ${token.toString()}\n\n`);
      return token.length === 0;
    });
  });
});
server.listen(0, '127.0.0.1', () => announce(server.address() as AddressInfo));
