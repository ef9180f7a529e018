import { Socket } from 'node:net';
import { TOKENS } from '../../models/token-text.js';
import { MessagePipe } from './message-pipe.js';

const socket = new Socket({ fd: 3, readable: true, writable: true });
socket.once('close', () => process.exit());

/** One token per turn of the event loop; nothing at all is the end. */
const pipe = new MessagePipe(socket, (id) => {
  let next = 0;
  const turn = (): void => {
    const token = TOKENS[next++];
    pipe.send(id, token === undefined ? [] : [Buffer.from(token)]);
    if (token !== undefined) setImmediate(turn);
  };
  setImmediate(turn);
});
