import type { ItemFeed } from './item-feed.js';
import type { OutgoingStream } from './outgoing-stream.js';
import type { Source } from './source.js';
import { isThenable } from './thenable.js';
import type { TurnPump } from './turn-pump.js';

/** Turns the outputs of one item into the chunks of its stream. */
export interface ItemWriter {
  readonly stream: OutgoingStream;
  /**
   * @returns when the output is encoded, if not at once
   * @throws what `encodeResponse` threw, or rejects with it
   */
  write(output: unknown): Promise<void> | undefined;
  /** There are no more outputs. Resolves when the stream has ended. */
  end(): Promise<void>;
  /** Nobody reads any more. Resolves when nothing of it runs. */
  close(): Promise<void>;
}

/** Encodes each output by itself. */
export class ChunkWriter implements ItemWriter {
  /** @param encode outputs are the chunks when it is missing */
  constructor(
    readonly stream: OutgoingStream,
    private readonly encode?: (output: unknown) => unknown,
  ) {}

  write(output: unknown): Promise<void> | undefined {
    const chunk = this.encode ? this.encode(output) : output;
    if (isThenable(chunk)) return this.#pushLater(chunk);
    this.stream.push(chunk);
    return undefined;
  }

  async end(): Promise<void> {
    this.stream.end();
  }

  async close(): Promise<void> {}

  async #pushLater(chunk: PromiseLike<unknown>): Promise<void> {
    this.stream.push(await chunk);
  }
}

/** Hands all outputs to one generator, whose yields are the chunks. */
export class GeneratorWriter implements ItemWriter {
  readonly #finished: Promise<void>;

  /** @param source the generator, which reads `feed` */
  constructor(
    readonly stream: OutgoingStream,
    private readonly feed: ItemFeed,
    private readonly source: Source,
    private readonly pump: TurnPump,
  ) {
    this.#finished = this.#forward();
  }

  /** Waits for the generator, or a fast model would fill the feed; never for the client. */
  write(output: unknown): Promise<void> {
    return this.feed.put(output);
  }

  end(): Promise<void> {
    this.feed.end();
    return this.#finished;
  }

  async close(): Promise<void> {
    // Wakes it where it waits for the next output; otherwise it could not be ended.
    void this.feed.return();
    await this.source.close();
    await this.#finished;
  }

  async #forward(): Promise<void> {
    try {
      while (this.stream.isOpen) {
        const { done, value } = await this.source.next();
        if (done === true) break;
        this.stream.push(await value);
        if (this.pump.isDue) await this.pump.nextTurn();
      }
      this.stream.end();
    } catch (error) {
      this.stream.fail(error);
    } finally {
      await this.source.close();
      void this.feed.return();
    }
  }
}
