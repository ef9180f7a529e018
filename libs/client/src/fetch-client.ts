import { readAnswer } from './answer/read-answer.js';
import { CallScope } from './call/call-scope.js';
import { openAnswer } from './call/open-answer.js';
import type { Surroundings } from './call/surroundings.js';
import type { Client } from './client.js';
import {
  checkNumbers,
  resolveClientOptions,
  type CallOptions,
  type ClientOptions,
  type ResolvedClientOptions,
  type StreamOptions,
} from './client.options.js';
import { readChunks } from './stream/read-chunks.js';
import type { AnswerFrom, ChunkFrom, PathOf, RequestTo } from './types/contract.js';

const ACCEPT = { ndjson: 'application/x-ndjson', sse: 'text/event-stream' } as const;

export class FetchClient<Endpoints extends object> implements Client<Endpoints> {
  readonly #options: ResolvedClientOptions;

  constructor(
    options: ClientOptions,
    private readonly world: Surroundings,
  ) {
    this.#options = resolveClientOptions(options);
  }

  async predict<Path extends PathOf<Endpoints>>(
    path: Path,
    request: RequestTo<Endpoints[Path]>,
    options: CallOptions = {},
  ): Promise<AnswerFrom<Endpoints[Path]>> {
    const scope = this.#scope(options);
    try {
      const call = { path, request, accept: 'application/json, */*;q=0.5', options };
      const { response, requestId } = await openAnswer(this.#options, call, scope, this.world);
      return (await readAnswer(response, scope, requestId)) as AnswerFrom<Endpoints[Path]>;
    } finally {
      scope.close();
    }
  }

  async *stream<Path extends PathOf<Endpoints>>(
    path: Path,
    request: RequestTo<Endpoints[Path]>,
    options: StreamOptions = {},
  ): AsyncGenerator<ChunkFrom<Endpoints[Path]>, void, undefined> {
    const scope = this.#scope(options);
    try {
      const call = { path, request, accept: ACCEPT[options.format ?? 'ndjson'], options };
      const { response, requestId } = await openAnswer(this.#options, call, scope, this.world);
      for await (const chunk of readChunks(response, scope, requestId)) {
        scope.clearDeadline();
        yield chunk as ChunkFrom<Endpoints[Path]>;
      }
    } finally {
      // A loop that is left has read no end: the request ends here, and the server is told by it.
      scope.close();
    }
  }

  #scope(options: CallOptions): CallScope {
    checkNumbers(options);
    const { signal, timeoutMs = this.#options.timeoutMs } = options;
    return new CallScope(this.world, signal, timeoutMs);
  }
}
