import { formatChunk } from '#wire';
import { ReadyAnswer } from './ready-answer.js';
import { ReadyChunk } from './ready-chunk.js';

/** Collects a stream for a client that asked for `application/json`: one answer, the list of its chunks. */
export class CollectedStream {
  readonly #parts: Uint8Array[] = [];

  add(chunk: unknown): void {
    const part = chunk instanceof ReadyChunk ? chunk.bytes : Buffer.from(formatChunk('json', chunk));
    if (this.#parts.length > 0) this.#parts.push(Buffer.from(','));
    this.#parts.push(part);
  }

  answer(): ReadyAnswer {
    const bytes = Buffer.concat([Buffer.from('['), ...this.#parts, Buffer.from(']')]);
    return new ReadyAnswer(bytes, 'application/json; charset=utf-8');
  }
}
