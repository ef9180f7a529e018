import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Server, Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { deferred } from '#common';
import { quietTurn } from './quiet-turn.js';
import { stopListening } from './stop-listening.js';

/** When no request has come for so long, the connections that are left are not in use. */
const QUIET_MS = 250;
/** Each connection brings one request at most, but there may be many. */
const LONGEST_MS = 1000;
const INTERVAL_MS = 50;
/** A connection that has said nothing for so long is not about to say something. */
const SILENT_MS = 250;

/** The connections to an app's server, for its end: `app.close()` waits for each of them. */
export class OpenConnections {
  readonly #sockets = new Set<Socket>();
  #onRequest: () => void = () => {};
  #onLastClosed: () => void = () => {};

  constructor(private readonly server: Server) {
    server.on('connection', (socket: Socket) => {
      this.#sockets.add(socket);
      socket.once('close', () => this.#forget(socket));
    });
  }

  /**
   * Lets clients go, so that none of them loses a request: new connections are refused, and those that are open are told
   * with their next answer. Resolves when none is left, or when nothing more is to be expected of them, after about
   * `mostMs` at the latest; from then on they are closed as they become idle.
   */
  async letGo(mostMs: number): Promise<void> {
    const { server } = this;
    // Without `listen` there are none, and it will never say that it has closed.
    if (!server.listening) return;
    server.prependListener('request', (request: IncomingMessage, response: ServerResponse) => {
      closeAfter(request, response);
      this.#onRequest();
    });
    await stopListening(server);
    await this.#quiet(Math.min(mostMs, LONGEST_MS));
    await this.#closeIdle();
    void this.#goOnClosing();
  }

  /** Resolves when all are closed, or no request has come for a while. */
  async #quiet(mostMs: number): Promise<void> {
    if (this.#sockets.size === 0) return;
    const over = deferred();
    const quiet = setTimeout(() => over.resolve(), Math.min(QUIET_MS, mostMs));
    const longest = setTimeout(() => over.resolve(), mostMs);
    this.#onRequest = () => quiet.refresh();
    this.#onLastClosed = () => over.resolve();
    await over.promise;
    clearTimeout(quiet);
    clearTimeout(longest);
    this.#onRequest = this.#onLastClosed = () => {};
  }

  /** HTTP/2 servers end idle sessions themselves. */
  async #closeIdle(): Promise<void> {
    // What has come is read before, and is no longer idle.
    await quietTurn();
    if (hasIdleConnections(this.server)) this.server.closeIdleConnections();
  }

  /**
   * Node does so once, when `close` is called; a connection whose answer was under way then stays open for
   * `keepAliveTimeout`, which is 72 s with Fastify. And it never takes one for idle that has not brought a request yet, as
   * clients open them in advance.
   */
  async #goOnClosing(): Promise<void> {
    for (let since = 0; this.#sockets.size > 0; since += INTERVAL_MS) {
      await sleep(INTERVAL_MS, undefined, { ref: false });
      await this.#closeIdle();
      if (since < SILENT_MS) continue;
      for (const socket of this.#sockets) if (socket.bytesRead === 0) socket.destroy();
    }
  }

  #forget(socket: Socket): void {
    this.#sockets.delete(socket);
    if (this.#sockets.size === 0) this.#onLastClosed();
  }
}

function closeAfter({ httpVersionMajor }: IncomingMessage, response: ServerResponse): void {
  if (httpVersionMajor < 2) response.setHeader('connection', 'close');
}

function hasIdleConnections(server: Server): server is Server & { closeIdleConnections(): void } {
  return 'closeIdleConnections' in server && typeof server.closeIdleConnections === 'function';
}
