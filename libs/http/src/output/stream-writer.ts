import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { ErrorCode } from '#common';
import { formatChunk, formatError, HEARTBEAT, type StreamFormat } from '#wire';
import type { ClientError } from '../errors/client-error.js';
import { rawOf, type LitRequest } from '../lit-request.js';
import { EVENT_HEADERS } from './event-answer.js';
import type { Heartbeat } from './heartbeat.js';
import { ReadyChunk } from './ready-chunk.js';
import { ReplyBody } from './reply-body.js';
import { isReply, type AdapterResponse } from './write-answer.js';

const DRAINING: ErrorCode = 'draining';

const CONTENT_TYPES: Readonly<Record<'sse' | 'ndjson', string>> = {
  sse: 'text/event-stream; charset=utf-8',
  ndjson: 'application/x-ndjson; charset=utf-8',
};

/**
 * Writes a stream chunk by chunk. Nothing leaves before the first chunk, so until then an error is an ordinary answer.
 * A socket that is full stops the worker by withholding its credit, and only of this stream.
 */
export class StreamWriter {
  readonly #raw: ServerResponse;
  /** What chunks are written to. */
  #to: Pick<ServerResponse, 'write' | 'end'> | ReplyBody;
  #isStarted = false;
  #isFull = false;
  #leaveHeartbeat: () => void = () => {};

  constructor(
    private readonly response: AdapterResponse,
    private readonly format: Exclude<StreamFormat, 'json'>,
    private readonly request: LitRequest,
    private readonly heartbeat: Heartbeat,
  ) {
    this.#raw = rawOf(response);
    this.#to = this.#raw;
  }

  get isStarted(): boolean {
    return this.#isStarted;
  }

  write(chunk: unknown): void {
    if (!this.#isStarted) this.#start();
    this.#send(chunk instanceof ReadyChunk ? chunk.bytes : formatChunk(this.format, chunk));
  }

  /** The end of the stream; a stream without chunks is an empty answer. */
  end(error?: ClientError): void {
    if (!this.#isStarted) this.#start();
    this.#leaveHeartbeat();
    // A client that does not read would keep the server from closing, for ever perhaps.
    if (this.#isFull && error?.code === DRAINING) return void this.#raw.destroy();
    this.#to.end(error === undefined ? undefined : formatError(this.format, error));
  }

  /** Nobody reads any more. */
  abandon(): void {
    this.#leaveHeartbeat();
  }

  #start(): void {
    this.#isStarted = true;
    const { response } = this;
    // What the app has set: @Header, CORS, cookies. Its own content-type gives way, or clients would not parse a stream.
    const headers: OutgoingHttpHeaders = {
      ...EVENT_HEADERS,
      ...response.getHeaders(),
      'content-type': CONTENT_TYPES[this.format],
    };
    if (isReply(response)) {
      const body = new ReplyBody(this.#raw, () => this.#drained());
      this.#to = body;
      response.headers(headers).send(body);
    } else {
      response.writeHead(response.statusCode, headers);
      response.on('drain', () => this.#drained());
    }
    const beat = HEARTBEAT[this.format];
    if (beat !== '') this.#leaveHeartbeat = this.heartbeat.join(() => this.#isFull || this.#to.write(beat));
  }

  #send(bytes: Uint8Array | string): void {
    if (this.#to.write(bytes) || this.#isFull) return;
    this.#isFull = true;
    this.request.flow?.pause();
  }

  #drained(): void {
    if (!this.#isFull) return;
    this.#isFull = false;
    this.request.flow?.resume();
  }
}
