import { isRecord } from '../request/field.js';

export type FinishReason = 'stop' | 'length' | 'tool_calls' | 'content_filter' | 'function_call';

/** Tokens as the model counts them. */
export interface Usage {
  readonly prompt_tokens: number;
  readonly completion_tokens: number;
  readonly total_tokens?: number;
  readonly prompt_tokens_details?: Readonly<Record<string, number>>;
  readonly completion_tokens_details?: Readonly<Record<string, number>>;
}

/** A call of a tool, or a piece of one; `index` tells parallel calls apart and may be left out where there is one. */
export interface ToolCallDelta {
  readonly index?: number;
  readonly id?: string;
  readonly type?: 'function' | 'custom';
  readonly function?: { readonly name?: string; readonly arguments?: string };
}

/** What a model adds to its answer, under the names of OpenAI's API; all that it yields once is all of it. */
export interface Delta {
  readonly content?: string | null;
  readonly refusal?: string | null;
  readonly tool_calls?: readonly ToolCallDelta[];
  readonly logprobs?: unknown;
  readonly finish_reason?: FinishReason | null;
  readonly usage?: Usage;
}

const KEYS = ['content', 'refusal', 'tool_calls', 'logprobs', 'finish_reason', 'usage'];

/**
 * What a model has given: a text, or an object with at least one field of {@link Delta}.
 *
 * @throws TypeError for anything else; a model that gives such has to have an `encode`
 */
export function toDelta(given: unknown): Delta {
  if (typeof given === 'string') return { content: given };
  if (isRecord(given) && KEYS.some((key) => key in given)) return given;
  const got = isRecord(given) ? `an object with ${Object.keys(given).join(', ') || 'nothing'}` : typeof given;
  throw new TypeError(
    `openai: an answer must be a text or have content, got ${got}; give the descriptor an encode`,
  );
}
