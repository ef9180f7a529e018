import { Server, type Socket } from 'node:net';
import { quietTurn } from './quiet-turn.js';

/**
 * Refuses connections from now on, without a reset for those that are being made. The kernel makes them on its own, and
 * resets the ones that the process has not taken when it stops listening. A process takes one in a turn of its event loop,
 * so under load some always wait. Here they are taken first, and served when the door is closed: serving them at once
 * would make the turns long, and as many would have come meanwhile. Connections that are idle stay open.
 */
export async function stopListening(server: Server): Promise<void> {
  if (!server.listening) return;
  const held = new HeldConnections(server);
  await quietTurn(() => held.count);
  // Not its own: that of an HTTP server closes idle connections, too.
  Server.prototype.close.call(server);
  held.release();
}

/** The connections to a server that come from now on, which it hears of when they are released. */
class HeldConnections {
  readonly #listeners: readonly Function[];
  readonly #sockets: Socket[] = [];

  constructor(private readonly server: Server) {
    this.#listeners = server.rawListeners('connection');
    server.removeAllListeners('connection');
    server.on('connection', this.#hold);
  }

  get count(): number {
    return this.#sockets.length;
  }

  release(): void {
    const { server } = this;
    server.off('connection', this.#hold);
    for (const listener of this.#listeners) server.on('connection', listener as (socket: Socket) => void);
    for (const socket of this.#sockets) {
      socket.off('error', ignore);
      if (!socket.destroyed) server.emit('connection', socket);
    }
  }

  readonly #hold = (socket: Socket): void => {
    // Its client may go before anybody else listens.
    socket.on('error', ignore);
    this.#sockets.push(socket);
  };
}

const ignore = (): void => {};
