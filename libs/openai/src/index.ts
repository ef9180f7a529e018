export { OpenAIModule, type OpenAIModuleOptions } from './openai.module.js';
export {
  openAIChat,
  openAICompletions,
  openAIEmbeddings,
  openAIResponses,
  type OpenAIChatOptions,
  type OpenAICompletionsOptions,
  type OpenAIEmbeddingsOptions,
  type OpenAIResponsesOptions,
} from './openai-spec.js';
export { OpenAIException, type OpenAIErrorBody } from './errors/openai.exception.js';
export type { ChatMessage, ChatPart, ChatRequest } from './chat/chat-request.js';
export { lastUserText } from './chat/message-text.js';
export type { CompletionRequest, Prompt } from './completions/completion-request.js';
export type { EmbeddingInput, EmbeddingRequest } from './embeddings/embedding-request.js';
export type { EmbeddingAnswer } from './embeddings/embedding-vector.js';
export type { Delta, FinishReason, ToolCallDelta, Usage } from './answer/delta.js';
export type { CountTokens } from './answer/count-usage.js';
export type { OpenAIResponsesModuleOptions } from './responses/responses.options.js';
export type { ResponseItem, ResponsePart } from './responses/response-item.js';
export type { ResponsesRequest } from './responses/responses-request.js';
export { itemText, lastUserItemText } from './responses/item-text.js';
export { toChatRequest } from './responses/to-chat-request.js';
