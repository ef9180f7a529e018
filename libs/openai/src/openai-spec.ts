import { LitSpec, type SpecDescriptor } from '#core';
import type { CountTokens } from './answer/count-usage.js';
import type { Delta } from './answer/delta.js';
import type { ChatRequest } from './chat/chat-request.js';
import type { CompletionRequest, Prompt } from './completions/completion-request.js';
import type { EmbeddingInput, EmbeddingRequest } from './embeddings/embedding-request.js';
import type { EmbeddingAnswer } from './embeddings/embedding-vector.js';
import type { ResponsesRequest } from './responses/responses-request.js';

interface ModelOptions {
  /** Its id on the OpenAI routes; may contain `/`. An id may be declared once for each kind of route. */
  readonly model: string;
  /** Counts what the model does not say it has used; runs in the HTTP process. @default none: unknown usage is left out */
  readonly countTokens?: CountTokens;
}

/** How an endpoint answers `POST /v1/chat/completions`. */
export interface OpenAIChatOptions extends ModelOptions {
  /** What `decodeRequest` gets. @default the text of the last user message */
  decode?(request: ChatRequest): unknown;
  /** A text or delta of each chunk, or of the one answer. @default as it is */
  encode?(given: unknown): string | Delta;
}

/** How an endpoint answers `POST /v1/responses`. */
export interface OpenAIResponsesOptions extends ModelOptions {
  /** What `decodeRequest` gets. @default the text of the last user message */
  decode?(request: ResponsesRequest): unknown;
  /** A text or delta of each chunk, or of the one answer. @default as it is */
  encode?(given: unknown): string | Delta;
}

/** How an endpoint answers `POST /v1/completions`. */
export interface OpenAICompletionsOptions extends ModelOptions {
  /** What `decodeRequest` gets for one prompt. @default the prompt */
  decode?(prompt: Prompt, request: CompletionRequest): unknown;
  /** A text or delta of each chunk, or of the one answer. @default as it is */
  encode?(given: unknown): string | Delta;
}

/** How an endpoint answers `POST /v1/embeddings`; each input is an item of its own, so inputs share batches. */
export interface OpenAIEmbeddingsOptions extends ModelOptions {
  /** What `decodeRequest` gets for one input. @default the input */
  decode?(input: EmbeddingInput, request: EmbeddingRequest): unknown;
  /** The vector of an answer. @default the answer, or its field `embedding` */
  encode?(given: unknown): EmbeddingAnswer;
}

/** The options of a descriptor, by the kind of route it is for. */
export type OpenAIOptions =
  | { readonly kind: 'chat'; readonly options: OpenAIChatOptions }
  | { readonly kind: 'responses'; readonly options: OpenAIResponsesOptions }
  | { readonly kind: 'completions'; readonly options: OpenAICompletionsOptions }
  | { readonly kind: 'embeddings'; readonly options: OpenAIEmbeddingsOptions };

export const openAISpec = new LitSpec<OpenAIOptions>('OpenAI', 'OpenAIModule.forRoot()');

/**
 * Serves an endpoint as a chat model.
 *
 * @example
 * \@LitEndpoint({ stream: true, specs: [openAIChat({ model: 'tiny' })] })
 */
export function openAIChat(options: OpenAIChatOptions): SpecDescriptor {
  return openAISpec.declare({ kind: 'chat', options });
}

/**
 * Serves an endpoint as a model of the Responses API; beside `openAIChat`, if clients of both shall find it.
 *
 * @example
 * \@LitEndpoint({ stream: true, specs: [openAIResponses({ model: 'tiny' })] })
 */
export function openAIResponses(options: OpenAIResponsesOptions): SpecDescriptor {
  return openAISpec.declare({ kind: 'responses', options });
}

/** Serves an endpoint as a model of the legacy completions. */
export function openAICompletions(options: OpenAICompletionsOptions): SpecDescriptor {
  return openAISpec.declare({ kind: 'completions', options });
}

/** Serves an endpoint as an embedding model. */
export function openAIEmbeddings(options: OpenAIEmbeddingsOptions): SpecDescriptor {
  return openAISpec.declare({ kind: 'embeddings', options });
}
