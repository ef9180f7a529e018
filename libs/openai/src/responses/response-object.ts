import type { Usage } from '../answer/delta.js';
import type { AnswerHead } from '../answer/new-head.js';
import type { ResponseItem } from './response-item.js';
import type { ResponsesRequest } from './responses-request.js';

export type ResponseStatus = 'queued' | 'in_progress' | 'completed' | 'incomplete' | 'failed' | 'cancelled';

/** What of a response changes while it is made. */
export interface ResponseState {
  readonly status: ResponseStatus;
  readonly completed_at: number | null;
  readonly error: { readonly code: string; readonly message: string } | null;
  readonly incomplete_details: { readonly reason: string } | null;
  readonly output: readonly ResponseItem[];
  readonly usage: ResponseUsage | null;
}

/** A response as clients read it: its state, and what the request has said. */
export interface ResponseObject extends ResponseState {
  readonly id: string;
  readonly object: 'response';
  readonly created_at: number;
  readonly model: string;
  readonly background: boolean;
}

/** What of a response stays as it is. */
export type ResponseFrame = Omit<ResponseObject, keyof ResponseState>;

/** What the client has not said is `null` where the model decides. */
export function responseFrame({ id, created, model }: AnswerHead, request: ResponsesRequest): ResponseFrame {
  const said = {
    instructions: request.instructions ?? null,
    max_output_tokens: request.max_output_tokens ?? null,
    max_tool_calls: request.max_tool_calls ?? null,
    metadata: request.metadata ?? {},
    parallel_tool_calls: request.parallel_tool_calls ?? true,
    previous_response_id: request.previous_response_id ?? null,
    reasoning: { effort: null, summary: null, ...request.reasoning },
    service_tier: request.service_tier ?? 'default',
    store: request.store ?? true,
    temperature: request.temperature ?? null,
    text: { format: { type: 'text' }, ...request.text },
    tool_choice: request.tool_choice ?? 'auto',
    tools: request.tools ?? [],
    top_logprobs: request.top_logprobs ?? 0,
    top_p: request.top_p ?? null,
    truncation: request.truncation ?? 'disabled',
    user: request.user ?? null,
  };
  return {
    id,
    object: 'response',
    created_at: created,
    model,
    background: request.background ?? false,
    ...said,
  };
}

export interface ResponseUsage {
  readonly input_tokens: number;
  readonly input_tokens_details: { readonly cached_tokens: number };
  readonly output_tokens: number;
  readonly output_tokens_details: { readonly reasoning_tokens: number };
  readonly total_tokens: number;
}

/** Usage under the names of this API; details that nobody knows are 0, as clients expect numbers. */
export function responseUsage(usage: Usage | null): ResponseUsage | null {
  if (!usage) return null;
  const { prompt_tokens: input, completion_tokens: output } = usage;
  return {
    input_tokens: input,
    input_tokens_details: { cached_tokens: usage.prompt_tokens_details?.['cached_tokens'] ?? 0 },
    output_tokens: output,
    output_tokens_details: { reasoning_tokens: usage.completion_tokens_details?.['reasoning_tokens'] ?? 0 },
    total_tokens: usage.total_tokens ?? input + output,
  };
}
