import { concat, defer, EMPTY, map, of, type Observable } from 'rxjs';
import type { Choice } from '../answer/choice.js';
import type { FinishReason, Usage } from '../answer/delta.js';
import type { ChoiceInput, Generation } from '../answer/generation.js';
import type { AnswerHead } from '../answer/new-head.js';

const OBJECT = 'text_completion';

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
  return { id, object: OBJECT, created, model, choices: texts, ...(usage ? { usage } : {}) };
}

/**
 * The chunks of a completion stream.
 *
 * @param usage asked for when all choices have ended; absent when the client does not want it
 */
export function textChunks(
  { id, created, model }: AnswerHead,
  generation: Generation,
  inputs: readonly ChoiceInput[],
  usage: (() => Usage | null) | undefined,
): Observable<object> {
  const fixed = { id, object: OBJECT, created, model };
  const tail = usage ? { usage: null } : {};
  const begun = new Set<Choice>();
  const echoOf = (choice: Choice): string => {
    if (begun.has(choice)) return '';
    begun.add(choice);
    return inputs[choice.index]?.echo ?? '';
  };
  const chunks = generation.steps().pipe(
    map(({ choice, delta }) => {
      const text = echoOf(choice) + (delta?.content ?? '');
      const reason = delta ? null : generation.reasonOf(choice);
      return { ...fixed, choices: [textChoice(choice, text, reason, delta?.logprobs)], ...tail };
    }),
  );
  const last = defer(() => (usage ? of(usage()) : EMPTY));
  return concat(chunks, last.pipe(map((total) => ({ ...fixed, choices: [], usage: total }))));
}

function textChoice({ index }: Choice, text: string, reason: FinishReason | null, logprobs: unknown): object {
  return { text, index, logprobs: logprobs ?? null, finish_reason: reason };
}
