import type { CallOptions, StreamOptions } from './client.options.js';
import type { AnswerFrom, ChunkFrom, PathOf, RequestTo } from './types/contract.js';

/** Calls endpoints by their paths. */
export interface Client<Endpoints extends object> {
  /**
   * The whole answer; of an endpoint that streams, the list of its chunks. An `application/octet-stream` is a
   * `Uint8Array`, a `text/*` a text.
   *
   * @throws LitServeError, or the reason of the signal
   */
  predict<Path extends PathOf<Endpoints>>(
    path: Path,
    request: RequestTo<Endpoints[Path]>,
    options?: CallOptions,
  ): Promise<AnswerFrom<Endpoints[Path]>>;

  /**
   * The chunks as they come; an endpoint that does not stream has one. It is sent when the loop begins, and leaving the loop
   * aborts it.
   *
   * @throws LitServeError in the loop, or the reason of the signal
   * @example for await (const { token } of client.stream('/chat', { prompt })) write(token);
   */
  stream<Path extends PathOf<Endpoints>>(
    path: Path,
    request: RequestTo<Endpoints[Path]>,
    options?: StreamOptions,
  ): AsyncGenerator<ChunkFrom<Endpoints[Path]>, void, undefined>;
}
