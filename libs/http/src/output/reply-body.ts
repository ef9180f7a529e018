import { Readable } from 'node:stream';

/**
 * A stream as Fastify sends it: its onSend hooks, which set cookies and keep sessions, see it before it leaves. Once
 * nothing stands between it and the response, chunks are written there directly: a buffer would cost more than the rest.
 */
export class ReplyBody extends Readable {
  #direct: NodeJS.WritableStream | undefined;
  /** Something was written before it could be written directly. */
  #isBuffered = false;

  /**
   * @param response where it is to go in the end
   * @param onRoom there is room again after a `write` that returned false
   */
  constructor(
    private readonly response: NodeJS.WritableStream,
    private readonly onRoom: () => void,
  ) {
    super();
  }

  /** @returns whether there is room for more */
  write(chunk: Uint8Array | string): boolean {
    if (this.#direct) return this.#direct.write(chunk);
    this.#isBuffered = true;
    return this.push(chunk);
  }

  end(lastChunk = ''): void {
    if (this.#direct) this.#direct.end(lastChunk);
    else if (lastChunk !== '') this.push(lastChunk);
    this.#isBuffered = true;
    this.push(null);
    // Whoever waits for its end learns of it.
    if (this.#direct) this.resume();
  }

  override pipe<To extends NodeJS.WritableStream>(to: To, options?: { end?: boolean }): To {
    // A hook of the app may have taken its time, or put something else in between.
    const target: NodeJS.WritableStream = to;
    if (this.#isBuffered || target !== this.response) return super.pipe(to, options);
    this.#direct = to;
    to.on('drain', this.onRoom);
    return to;
  }

  override _read(): void {
    this.onRoom();
  }
}
