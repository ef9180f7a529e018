import type { Observable } from 'rxjs';
import type { AnswerOf, ChunkOf, RequestOf } from '#endpoint';

/**
 * An endpoint that a spec has opened for one HTTP request: what it submits is that request's, with its id, its headers,
 * deadline and priority, and ends when its client goes. Get one with `LitServeService.open`.
 */
export abstract class OpenEndpoint<Api = unknown> {
  /** The `x-request-id` of the answer. */
  abstract readonly requestId: string;
  /** Aborts when the client has gone before it had its answer. */
  abstract readonly signal: AbortSignal;

  /**
   * Queues one item; a request may become several. Resolves with its answer; for an endpoint that streams, with all chunks.
   *
   * @param request what `decodeRequest` gets as its first argument
   * @throws LitServeException such as `queue_full`, what a hook threw, or the signal's reason
   */
  abstract predict<Answer = AnswerOf<Api>>(request: RequestOf<Api>): Promise<Answer>;

  /** Queues an item for each subscription and emits the chunks; a unary answer is one. Unsubscribing cancels it. */
  abstract stream<Chunk = ChunkOf<Api>>(request: RequestOf<Api>): Observable<Chunk>;

  /** Holds all streams back while the client does not read; a worker pauses when it has sent a window ahead. */
  abstract pause(): void;

  abstract resume(): void;
}
