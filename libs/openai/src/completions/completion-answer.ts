import type { Choice } from '../answer/choice.js';
import type { ChunkFrame } from '../answer/chunk-frame.js';
import type { FinishReason, Usage } from '../answer/delta.js';
import type { ChoiceInput, Generation } from '../answer/generation.js';
import type { ChoiceStep } from '../answer/follow-choice.js';
import type { AnswerHead } from '../answer/new-head.js';

export const TEXT_COMPLETION = 'text_completion';

/** The answer to a completion request that does not stream. */
export function textAnswer(
  { id, created, model }: AnswerHead,
  { choices, reasonOf }: Generation,
  inputs: readonly ChoiceInput[],
  usage: Usage | null,
): object {
  const texts = choices.map((choice) =>
    textChoice(choice, (inputs[choice.index]?.echo ?? '') + choice.text, reasonOf(choice), choice.logprobs),
  );
  return { id, object: TEXT_COMPLETION, created, model, choices: texts, ...(usage ? { usage } : {}) };
}

/** Writes the chunks of a completion stream: the first of a choice has the echo, the last its reason. */
export function textChunks(
  frame: ChunkFrame,
  { reasonOf }: Generation,
  inputs: readonly ChoiceInput[],
): (step: ChoiceStep) => string {
  const begun = new Set<Choice>();
  const echoOf = (choice: Choice): string => {
    if (begun.has(choice)) return '';
    begun.add(choice);
    return inputs[choice.index]?.echo ?? '';
  };
  return ({ choice, delta }) => {
    const text = echoOf(choice) + (delta?.content ?? '');
    const reason = delta ? null : reasonOf(choice);
    return frame.around(JSON.stringify(textChoice(choice, text, reason, delta?.logprobs)));
  };
}

function textChoice({ index }: Choice, text: string, reason: FinishReason | null, logprobs: unknown): object {
  return { text, index, logprobs: logprobs ?? null, finish_reason: reason };
}
