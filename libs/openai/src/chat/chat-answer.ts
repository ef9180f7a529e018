import type { Choice } from '../answer/choice.js';
import type { ChunkFrame } from '../answer/chunk-frame.js';
import type { FinishReason, Usage } from '../answer/delta.js';
import type { ChoiceStep } from '../answer/follow-choice.js';
import type { AnswerHead } from '../answer/new-head.js';

type ReasonOf = (choice: Choice) => FinishReason;

/** The answer to a chat request that does not stream. */
export function chatAnswer(
  head: AnswerHead,
  choices: readonly Choice[],
  reasonOf: ReasonOf,
  usage: Usage | null,
): object {
  return {
    id: head.id,
    object: 'chat.completion',
    created: head.created,
    model: head.model,
    choices: choices.map((choice) => ({
      index: choice.index,
      message: messageOf(choice),
      logprobs: choice.logprobs,
      finish_reason: reasonOf(choice),
    })),
    ...(usage ? { usage } : {}),
  };
}

function messageOf({ text, refusal, toolCalls }: Choice): object {
  const hasText = text !== '' || (toolCalls.length === 0 && refusal === null);
  return {
    role: 'assistant',
    content: hasText ? text : null,
    refusal,
    ...(toolCalls.length > 0 ? { tool_calls: toolCalls } : {}),
  };
}

/** Writes the chunks of a chat stream: the first of a choice has its role, the last its reason. */
export function chatChunks(frame: ChunkFrame, reasonOf: ReasonOf): (step: ChoiceStep) => string {
  const begun = new Set<Choice>();
  const chunk = ({ index }: Choice, delta: string, reason = 'null', logprobs = 'null'): string =>
    frame.around(`{"index":${index},"delta":${delta},"logprobs":${logprobs},"finish_reason":${reason}}`);
  const begin = (choice: Choice): string => {
    if (begun.has(choice)) return '';
    begun.add(choice);
    return chunk(choice, '{"role":"assistant","content":""}');
  };
  return ({ choice, delta }) => {
    if (!delta) return begin(choice) + chunk(choice, '{}', JSON.stringify(reasonOf(choice)));
    if (delta.logprobs === undefined) return begin(choice) + chunk(choice, JSON.stringify(delta));
    const { logprobs, ...shown } = delta;
    return begin(choice) + chunk(choice, JSON.stringify(shown), 'null', JSON.stringify(logprobs));
  };
}
