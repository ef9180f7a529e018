import { Readable } from 'node:stream';
import type { ReadableStreamDefaultReader } from 'node:stream/web';
import type { McpRequest } from './mcp-request.js';

/** The events of an answer; what makes them is held back while the client does not read. */
export class ResponseBody extends Readable {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;

  constructor(
    body: ReadableStream<Uint8Array>,
    private readonly request: McpRequest,
  ) {
    super();
    this.#reader = body.getReader();
  }

  override _read(): void {
    this.request.release();
    this.#reader.read().then(
      ({ done, value }) => {
        if (!this.push(done ? null : value)) this.request.hold();
      },
      (error: Error) => this.destroy(error),
    );
  }

  /** To whom it has gone, nothing more is made for. */
  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    this.#reader.cancel(error).catch(() => undefined);
    callback(error);
  }
}
