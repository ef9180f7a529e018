import type { Socket } from 'node:net';

const HEAD = 8;

/** Messages over a pipe: length, id, bytes. Those of one turn of the event loop leave in one write. */
export class MessagePipe {
  readonly #pipe: Socket;
  #chunks: Buffer[] = [];
  #size = 0;
  #needed = HEAD;

  constructor(pipe: Socket, onMessage: (id: number, body: Buffer) => void) {
    this.#pipe = pipe;
    pipe.on('data', (chunk: Buffer) => this.#read(chunk, onMessage));
  }

  /** @param parts are written as they are, not copied together */
  send(id: number, parts: readonly Uint8Array[]): void {
    if (this.#pipe.writableCorked === 0) {
      this.#pipe.cork();
      setImmediate(() => this.#pipe.uncork());
    }
    const head = Buffer.allocUnsafe(HEAD);
    head.writeUInt32LE(
      parts.reduce((sum, { length }) => sum + length, 0),
      0,
    );
    head.writeUInt32LE(id, 4);
    this.#pipe.write(head);
    for (const part of parts) this.#pipe.write(part);
  }

  #read(chunk: Buffer, onMessage: (id: number, body: Buffer) => void): void {
    this.#chunks.push(chunk);
    this.#size += chunk.length;
    if (this.#size < this.#needed) return;
    const data = this.#chunks.length === 1 ? chunk : Buffer.concat(this.#chunks, this.#size);
    let at = 0;
    this.#needed = HEAD;
    while (data.length - at >= HEAD) {
      const end = at + HEAD + data.readUInt32LE(at);
      this.#needed = end - at;
      if (end > data.length) break;
      onMessage(data.readUInt32LE(at + 4), data.subarray(at + HEAD, end));
      at = end;
      this.#needed = HEAD;
    }
    this.#chunks = at < data.length ? [data.subarray(at)] : [];
    this.#size = data.length - at;
  }
}
