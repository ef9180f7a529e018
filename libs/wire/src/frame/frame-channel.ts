import { deferred, type Deferred } from '#common';
import type { Duplex } from 'node:stream';
import type { Frame } from './frame.js';
import { FrameReader, type FrameReaderOptions } from './frame-reader.js';

export interface FrameChannelEvents {
  frame(frame: Frame): void;
  /** At most once: the bytes are not ours (WireError), `frame` threw, or the socket failed. No frame follows. */
  error(error: Error): void;
  /** Exactly once, after the last frame. `partial`: the other side stopped within a frame, which is dropped. */
  end(partial: boolean): void;
}

/**
 * Frames over a socket. It never stops reading, so that two processes which both write cannot block each other; what
 * may be under way is bounded by those who send.
 *
 * A write to a process that has just died makes Node destroy the socket, and with it what that process said last and
 * nobody has read yet: to the owner these items look as if they had died with it.
 */
export class FrameChannel {
  readonly #socket: Duplex;
  readonly #events: FrameChannelEvents;
  readonly #reader: FrameReader;
  /** The socket is corked until the end of this turn of the event loop. */
  #corked = false;
  /** Frames given to {@link send}, and how many of them the kernel has: both only grow, in the same order. */
  #sent = 0;
  #handedOver = 0;
  /** Ordered by `upTo`, because `#sent` only grows. */
  readonly #waiters: { readonly upTo: number; readonly done: Deferred<void> }[] = [];
  /** Why nothing more can be sent. */
  #failure: Error | undefined;
  #reported = false;
  #ended = false;

  constructor(socket: Duplex, events: FrameChannelEvents, options: FrameReaderOptions = {}) {
    this.#socket = socket;
    this.#events = events;
    this.#reader = new FrameReader((frame) => events.frame(frame), options);
    socket.on('data', (chunk: Buffer) => this.#read(chunk));
    socket.on('error', (error) => this.#fail(error));
    socket.once('end', () => this.#end());
    socket.once('close', () => this.#close());
  }

  /** Sends one frame, together with all others of this turn. After a failure it does nothing. */
  send(pieces: readonly Uint8Array[]): void {
    if (this.#socket.destroyed || !this.#socket.writable) return;
    if (!this.#corked) {
      this.#corked = true;
      this.#socket.cork();
      process.nextTick(this.#flushAfterTurn);
    }
    this.#sent++;
    const last = pieces.length - 1;
    for (let i = 0; i < last; i++) this.#socket.write(pieces[i]);
    this.#socket.write(pieces[last], this.#onWritten);
  }

  /**
   * Resolves when the kernel has everything sent so far, which no longer waits for the end of the turn. Until then a
   * run that blocks this process would hold it back.
   *
   * @throws the socket's error if the other side has gone
   */
  flushed(): Promise<void> {
    if (this.#failure) return Promise.reject(this.#failure);
    if (this.#handedOver === this.#sent) return Promise.resolve();
    const done = deferred();
    this.#waiters.push({ upTo: this.#sent, done });
    this.flush();
    return done.promise;
  }

  /** Most frames are flushed by then, and an immediate that finds nothing to do costs a whole turn of the event loop. */
  readonly #flushAfterTurn = (): void => {
    if (this.#corked) setImmediate(this.flush);
  };

  /** Writes what was sent so far; it no longer waits for the end of the turn. */
  readonly flush = (): void => {
    if (!this.#corked) return;
    this.#corked = false;
    this.#socket.uncork();
  };

  readonly #onWritten = (error?: Error | null): void => {
    if (error) return this.#refuse(error);
    this.#handedOver++;
    while (this.#waiters[0] && this.#waiters[0].upTo <= this.#handedOver)
      this.#waiters.shift()?.done.resolve();
  };

  #read(chunk: Buffer): void {
    try {
      this.#reader.push(chunk);
    } catch (error) {
      this.#fail(error instanceof Error ? error : new Error(String(error)));
    }
  }

  #fail(error: Error): void {
    this.#refuse(error);
    if (this.#reported || this.#ended) return;
    this.#reported = true;
    this.#events.error(error);
  }

  #refuse(error: Error): void {
    this.#failure ??= error;
    for (const { done } of this.#waiters.splice(0)) done.reject(error);
  }

  #end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#events.end(this.#reader.partial);
  }

  #close(): void {
    this.#refuse(new Error('the channel is closed'));
    this.#end();
  }
}
