import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { AnswerEnd } from './answer-end.js';
import type { Exchange } from './exchange.js';

/** One kept-alive connection, with one exchange at a time. */
export class Connection {
  readonly #socket: Socket;
  #waiting: Waiting | undefined;

  constructor(port: number) {
    this.#socket = connect({ port, host: '127.0.0.1', noDelay: true });
    this.#socket.on('data', (piece: Buffer) => this.#read(piece));
    this.#socket.once('error', (error) => this.#fail(error));
    this.#socket.once('close', () => this.#fail(new Error('the server closed a connection')));
  }

  /** @throws Error when the connection breaks, or the answer is not a 200 */
  exchange(request: Buffer): Promise<Exchange> {
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject, end: new AnswerEnd(), firstByteAt: 0, bytes: 0 };
      this.#socket.write(request);
    });
  }

  async opened(): Promise<void> {
    if (this.#socket.connecting) await once(this.#socket, 'connect');
  }

  close(): void {
    this.#socket.destroy();
  }

  #read(piece: Buffer): void {
    const waiting = this.#waiting;
    if (!waiting) return;
    waiting.firstByteAt ||= performance.now();
    waiting.bytes += piece.length;
    try {
      if (!waiting.end.push(piece)) return;
    } catch (error) {
      this.#fail(error);
      return;
    }
    this.#waiting = undefined;
    waiting.resolve({ firstByteAt: waiting.firstByteAt, endAt: performance.now(), bytes: waiting.bytes });
  }

  #fail(error: unknown): void {
    this.#waiting?.reject(error);
    this.#waiting = undefined;
  }
}

interface Waiting {
  readonly resolve: (exchange: Exchange) => void;
  readonly reject: (error: unknown) => void;
  readonly end: AnswerEnd;
  firstByteAt: number;
  bytes: number;
}

/** Connections to one server: an idle one is used again, and a new one is opened when there is none. */
export class Connections {
  readonly #port: number;
  readonly #idle: Connection[] = [];
  readonly #all: Connection[] = [];

  constructor(port: number) {
    this.#port = port;
  }

  /** Opens so many at once, so that no exchange has to wait for its connection. */
  async prepare(count: number): Promise<void> {
    for (let opened = 0; opened < count; opened++) this.#idle.push(this.#open());
    await Promise.all(this.#idle.map((connection) => connection.opened()));
  }

  async exchange(request: Buffer): Promise<Exchange> {
    const connection = this.#idle.pop() ?? this.#open();
    const exchange = await connection.exchange(request);
    this.#idle.push(connection);
    return exchange;
  }

  close(): void {
    for (const connection of this.#all) connection.close();
  }

  #open(): Connection {
    const connection = new Connection(this.#port);
    this.#all.push(connection);
    return connection;
  }
}
