import { connect, type Socket } from 'node:net';

/** One connection on which bytes are sent as they are, for what no HTTP client would send. */
export class RawConnection {
  readonly #socket: Socket;
  #received = '';
  /** Resolves when either side has closed it. */
  readonly closed: Promise<void>;

  constructor(url: string) {
    const { hostname, port } = new URL(url);
    this.#socket = connect(Number(port), hostname);
    this.#socket.on('data', (chunk: Buffer) => (this.#received += chunk.toString('latin1')));
    this.#socket.on('error', () => undefined);
    this.closed = new Promise((resolve) => this.#socket.once('close', () => resolve()));
  }

  send(...parts: readonly (string | Buffer)[]): this {
    for (const part of parts) this.#socket.write(part);
    return this;
  }

  /** Everything that has come, heads and bodies. */
  get received(): string {
    return this.#received;
  }

  /** Reads nothing from now on. */
  pause(): this {
    this.#socket.pause();
    return this;
  }

  /** Resolves with the statuses so far, once there are this many answers or the connection is closed. */
  async statuses(count: number): Promise<number[]> {
    while (!this.#socket.destroyed && this.#statuses().length < count) {
      await new Promise((resolve) => this.#socket.once('data', resolve).once('close', resolve));
    }
    return this.#statuses();
  }

  leave(): void {
    this.#socket.destroy();
  }

  #statuses(): number[] {
    return [...this.#received.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, status]) => Number(status));
  }
}

/** A POST of JSON, as text. */
export function post(path: string, body: string, headers: Readonly<Record<string, string>> = {}): string {
  const all = {
    host: 'x',
    'content-type': 'application/json',
    'content-length': String(Buffer.byteLength(body)),
    ...headers,
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return `POST ${path} HTTP/1.1\r\n${lines.join('')}\r\n${body}`;
}
