import { spawn } from 'node:child_process';
import type { Socket } from 'node:net';
import { MessagePipe } from './message-pipe.js';

export interface Hop {
  ask(parts: readonly Uint8Array[], answer: (body: Buffer) => void): void;
  /** @param heard is called with each message, and tells whether it was the last one */
  listen(parts: readonly Uint8Array[], heard: (body: Buffer) => boolean): void;
}

/** Starts the other process, with a pipe as its file 3. */
export function startHop(worker: URL): Hop {
  const child = spawn(process.execPath, [worker.pathname], {
    stdio: ['ignore', 'inherit', 'inherit', 'pipe'],
  });
  const waiting = new Map<number, (body: Buffer) => boolean>();
  const pipe = new MessagePipe(child.stdio[3] as Socket, (id, body) => {
    if (waiting.get(id)?.(body)) waiting.delete(id);
  });
  let lastId = 0;
  const listen: Hop['listen'] = (parts, heard) => {
    waiting.set(++lastId, heard);
    pipe.send(lastId, parts);
  };
  return {
    listen,
    ask: (parts, answer) => listen(parts, (body) => (answer(body), true)),
  };
}
