/** What openapi-typescript makes of one path with a POST route. */
export interface OpenApiPath {
  readonly post: { readonly responses: object };
}

/** By the content types of its body; a route without one takes anything. */
export type OpenApiRequest<Item> = Item extends { post: { requestBody?: infer Body } }
  ? [NonNullable<Body>] extends [never]
    ? unknown
    : NonNullable<Body> extends { content: infer Content }
      ? { [Type in keyof Content]: BodyAs<Type, Content[Type]> }[keyof Content]
      : unknown
  : unknown;

type BodyAs<Type, Schema> = Type extends 'application/json'
  ? Schema
  : Type extends `multipart/${string}`
    ? FormData
    : ArrayBuffer | ArrayBufferView | Blob;

export type OpenApiAnswer<Item> = ContentOf<Item, 'application/json'>;

/** A stream is described by the schema of one chunk; without one, the answer is that. */
export type OpenApiChunk<Item> =
  ContentOf<Item, 'text/event-stream' | 'application/x-ndjson', never> extends infer Chunk
    ? [Chunk] extends [never]
      ? OpenApiAnswer<Item>
      : Chunk
    : never;

type ContentOf<Item, Type extends string, Otherwise = unknown> = Item extends {
  post: { responses: infer Responses };
}
  ? Success<Responses> extends { content: infer Content }
    ? [Extract<keyof Content, Type>] extends [never]
      ? Otherwise
      : Content[Extract<keyof Content, Type>]
    : Otherwise
  : Otherwise;

type Success<Responses> = 200 extends keyof Responses
  ? Responses[200]
  : 201 extends keyof Responses
    ? Responses[201]
    : 'default' extends keyof Responses
      ? Responses['default']
      : unknown;
