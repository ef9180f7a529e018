import { LitServeException } from '#common';
import { errorToData, STREAM_WINDOW_BYTES, type StreamEvent } from '#wire';
import type { RequestContext } from '../host/request-context.js';
import type { ChunkBuffer } from './chunk-buffer.js';

/** How much may wait here for a client without credit while the others of its batch go on. */
export const MAX_HELD_BYTES = 256 * 1024;

/** Takes what a stream has to send. */
export interface StreamOwner {
  /** There is something that may be sent: `take` gives it. */
  ready(stream: OutgoingStream): void;
  /** The stream has failed by this. */
  failed(error: unknown): void;
}

/** One item's way out: its chunks, the credit they take, and its end. */
export class OutgoingStream {
  /** Bytes the client may still be sent; below 0 by the rest of the flush that used it up. */
  #credit = STREAM_WINDOW_BYTES;
  /** Its end, until that is sent. */
  #last: StreamEvent | undefined;
  #isOver = false;
  #hasSpoken = false;
  #hasSent = false;
  /** Called when it has got credit, and when it is over, for whatever reason. */
  onChange: () => void = () => {};

  /** @param context a cancel of the request ends the stream */
  constructor(
    readonly lease: number,
    context: RequestContext,
    private readonly chunks: ChunkBuffer,
    private readonly owner: StreamOwner,
  ) {
    if (context.cancelled) this.#cancel();
    else context.signal.addEventListener('abort', () => this.#cancel(), { once: true });
  }

  /** Whether it still takes chunks. Once it does not it never will again. */
  get isOpen(): boolean {
    return !this.#isOver;
  }

  /** Whether anything of it may have been seen by its client: it can never be run again then. */
  get hasSpoken(): boolean {
    return this.#hasSpoken;
  }

  /** Whether a chunk of it has left. */
  get hasSent(): boolean {
    return this.#hasSent;
  }

  get hasCredit(): boolean {
    return this.#credit > this.chunks.size;
  }

  /** About how many bytes `take` would give. */
  get sendable(): number {
    return this.#isOver || this.#credit > 0 ? this.chunks.size : 0;
  }

  /** `undefined` is no chunk. A chunk that cannot cross fails the stream, and so does one that is too much to hold. */
  push(chunk: unknown): void {
    if (this.#isOver || chunk === undefined) return;
    try {
      this.chunks.add(chunk);
    } catch (error) {
      return this.fail(error);
    }
    this.#hasSpoken = true;
    if (this.#credit > 0) this.owner.ready(this);
    else if (this.chunks.size > MAX_HELD_BYTES) this.#evict();
  }

  end(): void {
    this.#close({ kind: 'end', lease: this.lease });
  }

  /** The chunks before it still go out. */
  fail(error: unknown): void {
    if (this.#isOver) return;
    this.owner.failed(error);
    this.#close({ kind: 'error', lease: this.lease, error: errorToData(error) });
  }

  /** Says nothing more, not even that it is over: the item is going to run again. */
  abandon(): void {
    this.#isOver = true;
    this.chunks.take();
  }

  credit(bytes: number): void {
    this.#credit += bytes;
    if (this.sendable > 0) this.owner.ready(this);
    this.onChange();
  }

  /**
   * What may be sent now. Once it is over that is all there is, with credit or without: it is bounded, and a slot must
   * not be kept for a client that does not read.
   */
  take(): StreamEvent[] {
    const part = this.sendable > 0 ? this.chunks.take() : undefined;
    const last = this.#last;
    this.#hasSent ||= part !== undefined;
    this.#credit -= part?.size ?? 0;
    this.#last = undefined;
    return [part?.event, last].filter((event) => event !== undefined);
  }

  #cancel(): void {
    this.chunks.take();
    const error = { name: 'AbortError', message: 'The request was cancelled' };
    this.#close({ kind: 'error', lease: this.lease, error });
  }

  #evict(): void {
    this.chunks.take();
    this.fail(new LitServeException('slow_client'));
  }

  #close(last: StreamEvent): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#hasSpoken = true;
    this.#last = last;
    this.owner.ready(this);
    this.onChange();
  }
}
