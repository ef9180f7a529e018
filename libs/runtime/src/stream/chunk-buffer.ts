import { CHUNK_SEPARATOR, EncodedChunks, formatChunk, type StreamEvent, type StreamFormat } from '#wire';
import type { HostItem } from '../host/host-item.js';

/** Chunks as an event, and what they take of the stream's credit, in bytes. */
export interface ChunkEvent {
  readonly event: StreamEvent;
  readonly size: number;
}

/** Chunks of one stream that wait for the next flush, ready to go. */
export interface ChunkBuffer {
  /** About how many bytes it holds. */
  readonly size: number;
  /** @throws when the chunk cannot cross */
  add(chunk: unknown): void;
  /** Empties it. */
  take(): ChunkEvent | undefined;
}

/** @param declared the declared type of the answer */
export function chunkBuffer({ lease, form, format }: HostItem, declared: Function | undefined): ChunkBuffer {
  return form === 'value' ? new ValueChunks(lease, declared) : new FormattedChunks(lease, format ?? 'sse');
}

/** Ready for the socket, so that the HTTP process does nothing for a token but write it. */
class FormattedChunks implements ChunkBuffer {
  #text = '';

  constructor(
    private readonly lease: number,
    private readonly format: StreamFormat,
  ) {}

  get size(): number {
    return this.#text.length;
  }

  add(chunk: unknown): void {
    const text = formatChunk(this.format, chunk);
    this.#text = this.#text === '' ? text : this.#text + CHUNK_SEPARATOR[this.format] + text;
  }

  take(): ChunkEvent | undefined {
    if (this.#text === '') return undefined;
    const bytes = Buffer.from(this.#text);
    this.#text = '';
    return { event: { kind: 'bytes', lease: this.lease, bytes }, size: bytes.byteLength };
  }
}

/** For interceptors to look at. */
class ValueChunks implements ChunkBuffer {
  #list: EncodedChunks | undefined;

  constructor(
    private readonly lease: number,
    private readonly declared: Function | undefined,
  ) {}

  get size(): number {
    return this.#list?.size ?? 0;
  }

  add(chunk: unknown): void {
    this.#list ??= new EncodedChunks(this.declared);
    this.#list.add(chunk);
  }

  take(): ChunkEvent | undefined {
    const size = this.size;
    const list = this.#list;
    this.#list = undefined;
    // A list without anything is what the failure of its first chunk leaves behind.
    if (!list || size === 0) return undefined;
    return { event: { kind: 'values', lease: this.lease, size, values: list.encoded() }, size };
  }
}
