import type { Observable } from 'rxjs';
import type { LitContext } from '../context/lit-context.js';
import type { EndpointStats } from './endpoint-stats.js';
import type { AnswerOf, ChunkOf, RequestOf } from './endpoint-types.js';

/** How one call from code differs from a plain request. */
export interface CallOptions {
  /** Cancels the call; `predict` then rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  /** Shortens the endpoint's `timeoutMs` for this call; in ms, above 0. */
  readonly timeoutMs?: number;
  /** @default that of the caller's request with `ctx`, else 'normal' */
  readonly priority?: 'high' | 'normal' | 'low';
  /**
   * The request on whose behalf a hook calls: the call inherits its rank, deadline, signal and request id, is let in while
   * the server drains, and is refused (`endpoint_cycle`) if the request has come through the called endpoint before.
   */
  readonly ctx?: LitContext;
}

/**
 * An endpoint as other code of the app sees it. A call joins the same queue and the same batches as HTTP requests; guards
 * and pipes do not run. It works in the HTTP process and inside workers. Get one with `@InjectEndpoint(Api)`.
 *
 * @example constructor(@InjectEndpoint(EmbedApi) private readonly embed: EndpointRef<EmbedApi>) {}
 */
export abstract class EndpointRef<Api = unknown> {
  /**
   * Resolves with what `encodeResponse` gave (of a `LitResponse`, its body); for an endpoint that streams, with all chunks.
   *
   * @param request what `decodeRequest` gets as its first argument
   * @throws LitServeException such as `queue_full` and `deadline_exceeded`, what a hook threw, or the signal's reason
   */
  abstract predict(request: RequestOf<Api>, options?: CallOptions): Promise<AnswerOf<Api>>;
  /** What the hooks do not say the caller does: `ref.predict<Answer>(request)`. */
  abstract predict<Answer>(request: RequestOf<Api>, options?: CallOptions): Promise<Answer>;

  /**
   * Calls once for each subscription and emits the chunks; a unary answer is one chunk. Unsubscribing cancels the call.
   */
  abstract stream(request: RequestOf<Api>, options?: CallOptions): Observable<ChunkOf<Api>>;
  abstract stream<Chunk>(request: RequestOf<Api>, options?: CallOptions): Observable<Chunk>;

  /** What the endpoint has done since the app started, and what waits and runs now. */
  abstract stats(): Promise<EndpointStats>;
}
