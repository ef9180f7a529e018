import type { ByteSource } from './byte-source.js';

/** A field of a protobuf message: a number, or a part of the file. */
export interface ProtoField {
  readonly number: number;
  /** Of a varint; else 0. What a number cannot hold exactly is larger than any that counts here. */
  readonly value: number;
  readonly start: number;
  /** Where the next field begins. */
  readonly end: number;
}

const WINDOW_BYTES = 64 * 1024;
const VARINT = 0;
const FIXED_64 = 1;
const BYTES = 2;
const FIXED_32 = 5;

/** Reads the fields of messages, and nothing of those that are skipped: weights may be gigabytes. */
export class ProtoReader {
  readonly #window = Buffer.alloc(WINDOW_BYTES);
  #windowStart = 0;
  #windowEnd = 0;

  constructor(private readonly source: ByteSource) {}

  /** The message that all of the bytes are. */
  get whole(): Pick<ProtoField, 'start' | 'end'> {
    return { start: 0, end: this.source.size };
  }

  /** @throws RangeError when it is no message */
  *fields({ start, end }: Pick<ProtoField, 'start' | 'end'>): Generator<ProtoField> {
    let at = start;
    while (at < end) {
      const field = this.#field(at, end);
      yield field;
      at = field.end;
    }
  }

  text({ start, end }: ProtoField): string {
    const bytes = Buffer.alloc(end - start);
    this.source.read(bytes, start);
    return bytes.toString();
  }

  #field(at: number, end: number): ProtoField {
    const key = this.#varint(at);
    const [number, kind] = [Math.floor(key.value / 8), key.value % 8];
    const value = kind === VARINT || kind === BYTES ? this.#varint(key.end) : { value: 0, end: key.end };
    const start = value.end;
    const length = { [VARINT]: 0, [BYTES]: value.value, [FIXED_64]: 8, [FIXED_32]: 4 }[kind];
    if (length === undefined || start + length > end) throw new RangeError('a field ends after its message');
    return { number, value: kind === VARINT ? value.value : 0, start, end: start + length };
  }

  #varint(start: number): { readonly value: number; readonly end: number } {
    let value = 0;
    for (let index = 0; index < 10; index++) {
      const byte = this.#byte(start + index);
      value += (byte & 0x7f) * 2 ** (7 * index);
      if (byte < 0x80) return { value, end: start + index + 1 };
    }
    throw new RangeError('a number does not end');
  }

  #byte(at: number): number {
    if (at < this.#windowStart || at >= this.#windowEnd) {
      this.#windowStart = at;
      this.#windowEnd = at + this.source.read(this.#window, at);
    }
    const byte = this.#window[at - this.#windowStart];
    if (byte === undefined || at >= this.#windowEnd) throw new RangeError('the file ends too early');
    return byte;
  }
}
