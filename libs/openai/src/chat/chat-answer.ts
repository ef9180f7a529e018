import { concat, defer, EMPTY, map, mergeMap, of, type Observable } from 'rxjs';
import type { Choice } from '../answer/choice.js';
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

/**
 * The chunks of a chat stream: the first of a choice has its role, the last its reason.
 *
 * @param usage asked for when all choices have ended; absent when the client does not want it
 */
export function chatChunks(
  head: AnswerHead,
  steps: Observable<ChoiceStep>,
  reasonOf: ReasonOf,
  usage: (() => Usage | null) | undefined,
): Observable<object> {
  const begun = new Set<Choice>();
  const fixed = { id: head.id, object: 'chat.completion.chunk', created: head.created, model: head.model };
  const tail = usage ? { usage: null } : {};
  const chunk = (choice: Choice, delta: object, reason: FinishReason | null, logprobs?: unknown): object => ({
    ...fixed,
    choices: [{ index: choice.index, delta, logprobs: logprobs ?? null, finish_reason: reason }],
    ...tail,
  });
  const begin = (choice: Choice): object[] => {
    if (begun.has(choice)) return [];
    begun.add(choice);
    return [chunk(choice, { role: 'assistant', content: '' }, null)];
  };
  const chunks = steps.pipe(
    mergeMap(({ choice, delta }) => {
      const first = begin(choice);
      if (!delta) return [...first, chunk(choice, {}, reasonOf(choice))];
      const { logprobs, ...shown } = delta;
      return [...first, chunk(choice, shown, null, logprobs)];
    }),
  );
  const last = defer(() => (usage ? of(usage()) : EMPTY));
  return concat(chunks, last.pipe(map((total) => ({ ...fixed, choices: [], usage: total }))));
}
