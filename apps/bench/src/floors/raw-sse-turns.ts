/** Floor: server-sent events written straight to the response, one per turn of the event loop. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { announce } from '../measure/announce.js';
import { writeTurns } from './write-turns.js';

const server = createServer((request, response) => {
  request.resume().once('end', () => writeTurns(response));
});
server.listen(0, '127.0.0.1', () => announce(server.address() as AddressInfo));
