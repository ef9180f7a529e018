import {
  either,
  flag,
  integerFrom,
  listOf,
  readFields,
  text,
  type Body,
  type Field,
} from '../request/field.js';
import { SAMPLING_FIELDS, type SamplingRequest } from '../request/sampling-fields.js';

/** A text, or its tokens. */
export type Prompt = string | readonly number[];

/** A legacy completion request with its known fields checked, under the names of OpenAI's API. */
export interface CompletionRequest extends SamplingRequest {
  readonly prompt: Prompt | readonly Prompt[];
  readonly best_of?: number;
  readonly echo?: boolean;
  readonly logprobs?: number;
  readonly suffix?: string;
}

const tokens = listOf(integerFrom(0), 1);
const MAX_PROMPTS = 128;

export const COMPLETION_FIELDS: Readonly<Record<string, Field>> = {
  ...SAMPLING_FIELDS,
  prompt: either(text, tokens, listOf(text, 1, MAX_PROMPTS), listOf(tokens, 1, MAX_PROMPTS)),
  best_of: integerFrom(1, 20),
  echo: flag,
  logprobs: integerFrom(0, 5),
  suffix: text,
};

/** @throws OpenAIException 400 for a known field that is not what it must be */
export function readCompletionRequest(body: unknown): CompletionRequest {
  return readFields(body, COMPLETION_FIELDS, ['model', 'prompt']) as Body & CompletionRequest;
}

/** One prompt or several. */
export function promptsOf({ prompt }: CompletionRequest): readonly Prompt[] {
  if (typeof prompt === 'string' || typeof prompt[0] === 'number') return [prompt as Prompt];
  return prompt as readonly Prompt[];
}
