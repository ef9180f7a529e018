import { formatChunk, JSON_TYPE } from '#wire';
import type { Outlet } from './outlet.js';
import { ReadyAnswer } from './ready-answer.js';
import { ReadyChunk } from './ready-chunk.js';
import { writeAnswer, type AdapterResponse } from './write-answer.js';

/**
 * Collects a stream for a client that asked for `application/json`: one answer, the list of its chunks. As with any
 * answer, an error before its end is an ordinary error.
 */
export class CollectedOutlet implements Outlet {
  readonly #parts: Uint8Array[] = [];

  constructor(private readonly response: AdapterResponse) {}

  write(chunk: unknown): void {
    const part = chunk instanceof ReadyChunk ? chunk.bytes : Buffer.from(formatChunk('json', chunk));
    if (this.#parts.length > 0) this.#parts.push(Buffer.from(','));
    this.#parts.push(part);
  }

  end(): void {
    const bytes = Buffer.concat([Buffer.from('['), ...this.#parts, Buffer.from(']')]);
    writeAnswer(this.response, new ReadyAnswer(bytes, JSON_TYPE));
  }

  fail(): boolean {
    return false;
  }

  abandon(): void {}
}
