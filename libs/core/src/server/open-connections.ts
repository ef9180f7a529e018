import type { Server, Socket } from 'node:net';

const INTERVAL_MS = 50;
/** A connection that has said nothing for so long after the server began to close is not about to say something. */
const SILENT_MS = 500;

/** The connections to an app's server, for its end: `app.close()` waits for each of them. */
export class OpenConnections {
  readonly #sockets = new Set<Socket>();

  constructor(private readonly server: Server) {
    server.on('connection', (socket: Socket) => {
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket));
    });
  }

  /**
   * Closes connections as they become idle, from now until the server has closed. Node does so once, when `close` is
   * called; one whose answer was under way then stays open for `keepAliveTimeout`, which is 72 s with Fastify. And it
   * never takes one for idle that has not brought a request yet, as clients open them in advance.
   */
  closeIdle(): void {
    const { server } = this;
    // Without `listen` it will never say that it has closed. HTTP/2 servers end idle sessions themselves.
    if (!server.listening || !hasIdleConnections(server)) return;
    let looks = 0;
    const timer = setInterval(() => {
      server.closeIdleConnections();
      if (++looks * INTERVAL_MS >= SILENT_MS) this.#closeSilent();
    }, INTERVAL_MS).unref();
    server.once('close', () => clearInterval(timer));
  }

  #closeSilent(): void {
    for (const socket of this.#sockets) if (socket.bytesRead === 0) socket.destroy();
  }
}

function hasIdleConnections(server: Server): server is Server & { closeIdleConnections(): void } {
  return 'closeIdleConnections' in server && typeof server.closeIdleConnections === 'function';
}
