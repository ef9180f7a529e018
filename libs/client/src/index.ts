export { createClient } from './create-client.js';
export type { Client } from './client.js';
export type { CallOptions, ClientOptions, StreamOptions } from './client.options.js';
export {
  ConnectionError,
  DeadlineError,
  LitServeError,
  OverloadedError,
  RequestError,
  ServerError,
  UnavailableError,
  type LitServeErrorCode,
  type LitServeErrorDetails,
} from './errors/lit-serve.error.js';
export { SseParser, type SseEvent } from './stream/sse-parser.js';
export type { AnswerFrom, Batched, ChunkFrom, Contract, PathOf, RequestTo } from './types/contract.js';
export type { JsonOf, SentAs } from './types/json.js';
