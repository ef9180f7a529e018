import type { Choice } from './choice.js';
import type { Usage } from './delta.js';

/** Counts the tokens of a text as the model would. */
export type CountTokens = (text: string) => number;

/**
 * What a request has used: what the model says, else what the counter counts; `null` where nobody knows.
 *
 * @param prompt the text the model was given, read only to be counted
 */
export function usageOf(
  choices: readonly Choice[],
  prompt: () => string,
  count: CountTokens | undefined,
): Usage | null {
  const said = choices.flatMap(({ usage }) => usage ?? []);
  if (said.length === choices.length) return sum(said);
  if (!count) return null;
  const completion = choices.reduce((total, choice) => total + countChoice(choice, count), 0);
  return withTotal(count(prompt()), completion);
}

export function countChoice({ text, toolCalls }: Choice, count: CountTokens): number {
  const calls = toolCalls.map((call) => `${call.function.name}${call.function.arguments}`);
  return [text, ...calls].reduce((total, one) => total + (one === '' ? 0 : count(one)), 0);
}

/** The prompt of several choices is one. */
function sum(said: readonly Usage[]): Usage {
  const [first] = said;
  if (said.length === 1 && first)
    return { ...first, total_tokens: first.total_tokens ?? first.prompt_tokens + first.completion_tokens };
  const prompt = Math.max(...said.map(({ prompt_tokens }) => prompt_tokens));
  return withTotal(
    prompt,
    said.reduce((total, one) => total + one.completion_tokens, 0),
  );
}

function withTotal(prompt: number, completion: number): Usage {
  return { prompt_tokens: prompt, completion_tokens: completion, total_tokens: prompt + completion };
}
