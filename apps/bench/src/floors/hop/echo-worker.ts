import { Socket } from 'node:net';
import { MessagePipe } from './message-pipe.js';

const socket = new Socket({ fd: 3, readable: true, writable: true });
socket.once('close', () => process.exit());

const pipe = new MessagePipe(socket, (id, body) => pipe.send(id, [body]));
