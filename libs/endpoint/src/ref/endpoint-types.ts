import type { Tensor } from '#common';
import type { LitContext } from '../context/lit-context.js';
import type { LitResponse } from '../lit-response.js';

/**
 * What a class's own hooks say about calls of it. Where they cannot say it (a batch, `unknown`, no types at all) the
 * answer is `unknown`, and the caller says more: `ref.predict<Answer>(request)`.
 */

/** What `decodeRequest` gets first: the request of a call. `unknown` without it, or if it takes only the context. */
export type RequestOf<Api> = Api extends { decodeRequest?: infer Decode }
  ? NonNullable<Decode> extends (...args: infer Args) => unknown
    ? Args extends readonly [(infer First)?, ...unknown[]]
      ? OrUnknown<Exclude<First, undefined>, First>
      : unknown
    : unknown
  : unknown;

/** What `encodeResponse` gives, else what `predict` does; for a generator, an array of its chunks. */
export type AnswerOf<Api> =
  IsStream<Api> extends true ? ChunkOfStream<Api>[] : Collected<EncodedBy<Api, Predicted<Api>>>;

/** One chunk of a stream; of an endpoint that does not stream, its answer. */
export type ChunkOf<Api> = IsStream<Api> extends true ? ChunkOfStream<Api> : AnswerOf<Api>;

type Hook = (...args: never[]) => unknown;

/** A request is never a context; and what is declared as `any` says nothing. */
type OrUnknown<Bare, First> = 0 extends 1 & First ? unknown : [Bare] extends [LitContext] ? unknown : First;

/** What `predict` returns, unless its input may be a batch: what comes of one item is then up to `unbatch`. */
type Predicted<Api> = Api extends { predict: infer Predict extends Hook }
  ? MayBeBatch<Parameters<Predict>[0]> extends true
    ? unknown
    : Awaited<ReturnType<Predict>>
  : unknown;

type MayBeBatch<Input> = [Input] extends [undefined]
  ? false
  : unknown[] extends Input
    ? true
    : Extract<Input, readonly unknown[] | Tensor> extends never
      ? false
      : true;

/** What `encodeResponse` returns, where a class has one. */
type EncodedBy<Api, Otherwise> = Api extends { encodeResponse: infer Encode extends Hook }
  ? Awaited<ReturnType<Encode>>
  : Otherwise;

type IsStream<Api> = Api extends { predict: infer Predict extends Hook }
  ? [Awaited<ReturnType<Predict>>] extends [Chunks<unknown>]
    ? true
    : false
  : false;

/** Each chunk passes `encodeResponse` on its own, or it is a generator itself and makes them. */
type ChunkOfStream<Api> =
  EncodedBy<Api, Predicted<Api>> extends Chunks<infer Chunk>
    ? BodyOf<Chunk>
    : BodyOf<EncodedBy<Api, Predicted<Api>>>;

type Collected<Answer> = [Answer] extends [Chunks<infer Chunk>] ? BodyOf<Chunk>[] : BodyOf<Answer>;

/** What generators return, however they are declared. */
type Chunks<Chunk> = AsyncIterable<Chunk> | IterableIterator<Chunk>;

type BodyOf<Answer> = Answer extends LitResponse<infer Body> ? Body : Answer;
