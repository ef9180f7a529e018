import {
  EndpointRef,
  type AnswerOf,
  type CallOptions,
  type ChunkOf,
  type EndpointStats,
  type LitServeEndpoint,
  type RequestOf,
} from '#core';
import { settle } from '../clock/settle.js';
import { EndpointFaults } from '../faults/endpoint-faults.js';
import type { EndpointRecord } from './endpoint-record.js';
import type { FormedBatch } from './formed-batch.js';
import { ChunkStream } from './chunk-stream.js';
import type { Patience } from './patience.js';

/** How long requests of a real client may take to arrive. */
const ARRIVAL_MS = 5_000;

/**
 * An endpoint under test: a ref of it, whose calls pass its queue, its batches, the codec and its hooks, and a look at
 * what came of them. Guards and pipes do not run; those are tested through its route.
 */
export class TestEndpoint<Api = unknown> extends EndpointRef<Api> {
  readonly name: string;
  /** Makes calls of `predict` go wrong. */
  readonly faults: EndpointFaults<Api>;

  constructor(
    private readonly endpoint: LitServeEndpoint,
    private readonly record: EndpointRecord,
    private readonly patience: Patience,
  ) {
    super();
    this.name = endpoint.name;
    this.faults = new EndpointFaults(record.faults, endpoint.options.stream, this.name);
  }

  /** The calls of `predict` since the app started, in order, with those that are run again. */
  get batches(): readonly FormedBatch<Api>[] {
    return this.record.batches;
  }

  override async predict<Answer = AnswerOf<Api>>(
    request: RequestOf<Api>,
    options?: CallOptions,
  ): Promise<Answer> {
    const end = this.patience.begin(this, this.record.faults);
    try {
      return await this.endpoint.ref.predict<Answer>(request, options);
    } finally {
      end();
    }
  }

  /** As of any ref, an Observable; for `await` loops, too: `for await (const chunk of chat.stream(…))`. */
  override stream<Chunk = ChunkOf<Api>>(request: RequestOf<Api>, options?: CallOptions): ChunkStream<Chunk> {
    return new ChunkStream(this.endpoint.ref.stream<Chunk>(request, options));
  }

  override stats(): Promise<EndpointStats> {
    return this.endpoint.ref.stats();
  }

  /**
   * Resolves when so many requests and calls have come since the app started: those of a real client are on their way for
   * a while.
   *
   * @throws Error when they have not come after 5 s
   */
  async received(count: number): Promise<void> {
    const until = performance.now() + ARRIVAL_MS;
    for (;;) {
      const { submitted } = await this.stats();
      if (submitted >= count) return;
      if (performance.now() > until) {
        throw new Error(
          `${this.name} has received ${submitted} of ${count} requests within ${ARRIVAL_MS / 1000} s`,
        );
      }
      await settle();
    }
  }
}
