import type { StreamableFile } from '@nestjs/common';
import type { Observable } from 'rxjs';
import type { AnswerOf, ChunkOf, Priority, RequestOf } from '#endpoint';

/** What a spec asks for one item, as its protocol has it; for the item it stands above the headers of the HTTP request. */
export interface OpenCallOptions {
  /** Deadline in ms from the arrival of the request; it may shorten that of the endpoint. @default as without it */
  readonly timeoutMs?: number;
  /** Counts as `x-litserve-priority` does: only with `clientPriority`, and never above what the endpoint grants. @default none */
  readonly priority?: Priority;
}

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
  abstract predict<Answer = AnswerOf<Api>>(
    request: RequestOf<Api>,
    options?: OpenCallOptions,
  ): Promise<Answer>;

  /** Queues an item for each subscription and emits the chunks; a unary answer is one. Unsubscribing cancels it. */
  abstract stream<Chunk = ChunkOf<Api>>(
    request: RequestOf<Api>,
    options?: OpenCallOptions,
  ): Observable<Chunk>;

  /** Holds all streams back while the client does not read; a worker pauses when it has sent a window ahead. */
  abstract pause(): void;

  abstract resume(): void;

  /**
   * Answers with server-sent events, on either adapter: what the handler returns. Nothing is written before the first
   * event; those of one turn go out together; the streams are held back while the client does not read; after the first
   * event, 15 s of silence are broken by a comment, which clients do not see.
   *
   * @param events as they are written; see {@link serverSentEvent}
   * @param lastEvent makes the last one of an error that comes after the first, which nobody else hears of
   * @throws an error of the events that comes before the first one: it can still be an answer with a status
   * @example
   * const words = open.stream(prompt).pipe(map((word) => serverSentEvent(JSON.stringify({ word }))));
   * return open.answerEvents(words, () => serverSentEvent('failed', 'error'));
   */
  abstract answerEvents(
    events: Observable<string>,
    lastEvent: (error: unknown) => string,
  ): Promise<StreamableFile>;
}
