import { freeChunks } from '#common';
import { checkHead, decodeFrame, DEFAULT_MAX_FRAME_BYTES, HEAD_BYTES, type Frame } from './frame.js';

export interface FrameReaderOptions {
  /** @default 1 GiB */
  readonly maxFrameBytes?: number;
  /**
   * Free a chunk as soon as it has been copied, which takes chunks that are nobody else's. What comes from a process is;
   * within one, they are the sender's own arrays.
   *
   * @default false
   */
  readonly freesChunks?: boolean;
}

/**
 * Cuts a stream of bytes into frames. A frame that lies in one chunk is a view of that chunk, one that spans chunks is
 * copied once, into a buffer of its final size.
 *
 * The first malformed byte throws a WireError and closes the reader, as does a throw of the callback: where the next
 * frame starts is no longer known, so later chunks are ignored.
 */
export class FrameReader {
  readonly #onFrame: (frame: Frame) => void;
  readonly #maxFrameBytes: number;
  readonly #freesChunks: boolean;
  readonly #head = Buffer.alloc(HEAD_BYTES);
  /** Bytes in `#head`; above 0 only while a chunk ended within the head of a frame. */
  #headFilled = 0;
  /** The frame under construction, at its full length; its head has been checked. */
  #frame: Buffer | undefined;
  #frameFilled = 0;
  #closed = false;

  constructor(onFrame: (frame: Frame) => void, options: FrameReaderOptions = {}) {
    this.#onFrame = onFrame;
    this.#maxFrameBytes = options.maxFrameBytes ?? DEFAULT_MAX_FRAME_BYTES;
    this.#freesChunks = options.freesChunks ?? false;
  }

  /** Whether the bytes so far end within a frame. */
  get partial(): boolean {
    return this.#headFilled > 0 || this.#frame !== undefined;
  }

  /** @throws WireError, once */
  push(chunk: Uint8Array): void {
    if (this.#closed) return;
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    try {
      for (let at = 0; at < bytes.length;)
        at = this.#frame ? this.#fill(this.#frame, bytes, at) : this.#begin(bytes, at);
    } catch (error) {
      this.#closed = true;
      this.#frame = undefined;
      throw error;
    }
  }

  /** At the start of a frame. */
  #begin(bytes: Buffer, at: number): number {
    if (this.#headFilled > 0 || bytes.length - at < HEAD_BYTES) return this.#fillHead(bytes, at);
    const total = checkHead(bytes, at, this.#maxFrameBytes);
    if (bytes.length - at < total) {
      this.#frame = Buffer.allocUnsafeSlow(total);
      this.#frameFilled = 0;
      return at;
    }
    this.#onFrame(decodeFrame(aligned(bytes.subarray(at, at + total))));
    return at + total;
  }

  #fillHead(bytes: Buffer, at: number): number {
    const copied = bytes.copy(this.#head, this.#headFilled, at, at + HEAD_BYTES - this.#headFilled);
    this.#headFilled += copied;
    if (this.#headFilled === HEAD_BYTES) {
      this.#frame = Buffer.allocUnsafeSlow(checkHead(this.#head, 0, this.#maxFrameBytes));
      this.#frameFilled = this.#head.copy(this.#frame);
      this.#headFilled = 0;
    }
    return at + copied;
  }

  #fill(frame: Buffer, bytes: Buffer, at: number): number {
    const copied = bytes.copy(frame, this.#frameFilled, at);
    this.#frameFilled += copied;
    const next = at + copied;
    if (this.#freesChunks && copied === bytes.length) freeChunks([bytes]);
    if (this.#frameFilled === frame.length) {
      this.#frame = undefined;
      this.#onFrame(decodeFrame(frame));
    }
    return next;
  }
}

/** Chunks start anywhere in memory; only a frame with sections, which become typed arrays, has to be moved. */
function aligned(frame: Buffer): Buffer {
  if (frame.byteOffset % 8 === 0 || frame.readUInt32LE(12) === 0) return frame;
  const copy = Buffer.allocUnsafeSlow(frame.length);
  frame.copy(copy);
  return copy;
}
