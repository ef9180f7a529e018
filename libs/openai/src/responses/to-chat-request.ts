import type { ChatMessage, ChatRequest } from '../chat/chat-request.js';
import type { ResponsesRequest } from './responses-request.js';
import { toChatMessages } from './to-chat-messages.js';

type Json = Readonly<Record<string, unknown>>;

/**
 * A request for a response as the chat request that asks for the same, so that one `decode` is enough for both.
 *
 * @example
 * const decode = (request: ChatRequest) => request.messages;
 * openAIChat({ model, decode }), openAIResponses({ model, decode: (request) => decode(toChatRequest(request)) })
 */
export function toChatRequest(request: ResponsesRequest): ChatRequest {
  const { model, input, instructions, extra, tools, tool_choice: choice, text, reasoning } = request;
  const first: ChatMessage[] = instructions === undefined ? [] : [{ role: 'system', content: instructions }];
  const fields: { readonly [Field in keyof ChatRequest]?: ChatRequest[Field] | undefined } = {
    max_completion_tokens: request.max_output_tokens,
    metadata: request.metadata,
    parallel_tool_calls: request.parallel_tool_calls,
    reasoning_effort: reasoning?.effort,
    response_format: text?.format && toFormat(text.format),
    stream: request.stream,
    temperature: request.temperature,
    tool_choice: typeof choice === 'object' ? toNested(choice) : choice,
    tools: tools?.map(toNested),
    top_logprobs: request.top_logprobs,
    top_p: request.top_p,
    user: request.user,
    verbosity: text?.verbosity,
  };
  const given = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
  return { ...given, model, messages: [...first, ...toChatMessages(input)], extra };
}

/** Chats have what is said of a function in a field of its own. */
function toNested(tool: Json): Json {
  if (tool['type'] !== 'function') return tool;
  const { type, ...called } = tool;
  return { type, function: called };
}

function toFormat(format: Json): Json {
  if (format['type'] !== 'json_schema') return format;
  const { type, ...schema } = format;
  return { type, json_schema: schema };
}
