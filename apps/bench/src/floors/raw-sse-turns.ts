/** Floor: server-sent events written straight to the response, one per turn of the event loop. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { announce } from '../measure/announce.js';
import { TOKENS } from '../models/token-text.js';

const server = createServer((request, response) => {
  request.resume().once('end', () => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    let next = 0;
    const turn = (): void => {
      if (next === TOKENS.length) response.end();
      else {
        response.write(`data: ${TOKENS[next++]}\n\n`);
        setImmediate(turn);
      }
    };
    setImmediate(turn);
  });
});
server.listen(0, '127.0.0.1', () => announce(server.address() as AddressInfo));
