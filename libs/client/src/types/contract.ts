import type { Tensor } from '#common';
import type { AnswerOf, ChunkOf, RequestOf } from '#endpoint';
import type { JsonOf, SentAs } from './json.js';
import type { OpenApiAnswer, OpenApiChunk, OpenApiPath, OpenApiRequest } from './open-api.js';

/** The types of an endpoint, said out loud; what crosses, and not what the server makes of it. */
export interface Contract<Request = unknown, Answer = unknown, Chunk = Answer> {
  readonly request: Request;
  readonly answer: Answer;
  readonly chunk: Chunk;
}

/** The paths a client can POST to. */
export type PathOf<Endpoints> = {
  [Path in keyof Endpoints]: HasPost<Endpoints[Path]> extends true ? Path : never;
}[keyof Endpoints] &
  string;

/** What openapi-typescript knows of a path with other methods alone is `post?: never`. */
type HasPost<Endpoint> = 'post' extends keyof Endpoint
  ? [Endpoint['post']] extends [undefined]
    ? false
    : true
  : true;

/** What an endpoint takes: of a class, the first parameter of `decodeRequest`, or what `predict` gets. */
export type RequestTo<Endpoint> =
  Endpoint extends Contract<infer Request, unknown, unknown>
    ? Request
    : Endpoint extends OpenApiPath
      ? OpenApiRequest<Endpoint>
      : SentAs<RequestOfClass<Endpoint>>;

/** What an endpoint answers, as it arrives. */
export type AnswerFrom<Endpoint> =
  Endpoint extends Contract<unknown, infer Answer, unknown>
    ? Answer
    : Endpoint extends OpenApiPath
      ? OpenApiAnswer<Endpoint>
      : ArrivedFrom<Endpoint>;

export type ChunkFrom<Endpoint> =
  Endpoint extends Contract<unknown, unknown, infer Chunk>
    ? Chunk
    : Endpoint extends OpenApiPath
      ? OpenApiChunk<Endpoint>
      : ArrivedChunk<ChunkOf<Endpoint>>;

type Predict = { predict(...args: never[]): unknown };

/**
 * A class whose `predict` gets a batch, where its hooks alone cannot say so: its item is an element of the lists.
 *
 * @example createClient<{ '/sqrt': Batched<SqrtApi> }>()
 */
export type Batched<Api extends Predict> = Contract<
  SentAs<Api extends { decodeRequest: unknown } ? RequestOf<Api> : ElementOf<Parameters<Api['predict']>[0]>>,
  ArrivedFrom<OfItem<Api>>,
  ArrivedChunk<ChunkOf<OfItem<Api>>>
>;

/** The same class, were it not batched: nothing is known of the input, so that no list is taken for a batch. */
type OfItem<Api extends Predict> = Omit<Api, 'predict'> & { predict(): ItemOf<Api> };

type ItemOf<Api extends Predict> = Api extends { unbatch: (...args: never[]) => infer Items }
  ? ElementOf<Awaited<Items>>
  : Awaited<ReturnType<Api['predict']>> extends infer Output
    ? Output extends AsyncIterable<infer Step> & { next: unknown }
      ? AsyncGenerator<ElementOf<Step>>
      : Output extends IterableIterator<infer Step>
        ? Generator<ElementOf<Step>>
        : ElementOf<Output>
    : never;

/** An `Error` in an item's place is thrown; a DONE and `undefined` are no chunks. */
type ElementOf<List> =
  List extends Iterable<infer Element> ? Exclude<Element, Error | symbol | undefined> : unknown;

/** `decodeRequest` says what a request is; without it, `predict` gets the body. Whether a list is a batch nobody says. */
type RequestOfClass<Api> = 'decodeRequest' extends keyof Api
  ? RequestOf<Api>
  : Api extends { predict: infer Method }
    ? UnlessList<RequestOf<{ decodeRequest: Method }>>
    : unknown;

type UnlessList<Input> = [Extract<Input, readonly unknown[] | Tensor>] extends [never] ? Input : unknown;

/** Bytes arrive as bytes, a stream's as base64 text; anything else as JSON. */
type ArrivedFrom<Api> =
  AnswerOf<Api> extends ChunkOf<Api>[] ? ArrivedChunk<ChunkOf<Api>>[] : Arrived<AnswerOf<Api>>;
type Arrived<Answer> = Answer extends Uint8Array ? Uint8Array : JsonOf<Answer>;
type ArrivedChunk<Chunk> = Chunk extends Uint8Array ? string : JsonOf<Chunk>;
