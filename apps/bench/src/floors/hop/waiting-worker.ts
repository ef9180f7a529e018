import { Socket } from 'node:net';
import { SIMULATED, waitByTimer, waitStuck } from '../../models/simulated-time.js';
import { MessagePipe } from './message-pipe.js';

const wait = process.env['BENCH_WAIT'] === 'timer' ? waitByTimer : waitStuck;
const socket = new Socket({ fd: 3, readable: true, writable: true });
socket.once('close', () => process.exit());

const pipe = new MessagePipe(socket, (id, body) => {
  void wait(1, SIMULATED).then(() => pipe.send(id, [body]));
});
