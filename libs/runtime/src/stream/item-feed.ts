import { deferred, type Deferred } from '#common';

const END: IteratorResult<unknown> = { done: true, value: undefined };

/** The outputs of one item of a batch, as its own `encodeResponse` generator reads them. */
export class ItemFeed implements AsyncIterableIterator<unknown> {
  /** At most one of these two has entries. */
  readonly #outputs: unknown[] = [];
  readonly #readers: Deferred<IteratorResult<unknown>>[] = [];
  /** Those who wait for the reader to want more. */
  #puts: Deferred<void>[] = [];
  #isEnded = false;

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<IteratorResult<unknown>> {
    if (this.#outputs.length > 0) return Promise.resolve({ done: false, value: this.#outputs.shift() });
    this.#release();
    if (this.#isEnded) return Promise.resolve(END);
    const reader = deferred<IteratorResult<unknown>>();
    this.#readers.push(reader);
    return reader.promise;
  }

  /** The reader wants no more. */
  return(): Promise<IteratorResult<unknown>> {
    this.#outputs.length = 0;
    this.end();
    return Promise.resolve(END);
  }

  /** Resolves when the reader is through with it, and asks for the next one or stops. */
  put(output: unknown): Promise<void> {
    if (this.#isEnded) return Promise.resolve();
    const reader = this.#readers.shift();
    if (reader) reader.resolve({ done: false, value: output });
    else this.#outputs.push(output);
    const put = deferred();
    this.#puts.push(put);
    return put.promise;
  }

  /** The reader still gets what it has not read. */
  end(): void {
    this.#isEnded = true;
    for (const reader of this.#readers.splice(0)) reader.resolve(END);
    if (this.#outputs.length === 0) this.#release();
  }

  #release(): void {
    const puts = this.#puts;
    this.#puts = [];
    for (const put of puts) put.resolve();
  }
}
