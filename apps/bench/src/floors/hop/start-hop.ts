import { spawn } from 'node:child_process';
import type { Socket } from 'node:net';
import { MessagePipe } from './message-pipe.js';

export interface Hop {
  ask(parts: readonly Uint8Array[], answer: (body: Buffer) => void): void;
}

/** Starts the other process, with a pipe as its file 3. */
export function startHop(worker: URL): Hop {
  const child = spawn(process.execPath, [worker.pathname], {
    stdio: ['ignore', 'inherit', 'inherit', 'pipe'],
  });
  const waiting = new Map<number, (body: Buffer) => void>();
  const pipe = new MessagePipe(child.stdio[3] as Socket, (id, body) => {
    waiting.get(id)?.(body);
    waiting.delete(id);
  });
  let lastId = 0;
  return {
    ask: (parts, answer) => {
      waiting.set(++lastId, answer);
      pipe.send(lastId, parts);
    },
  };
}
