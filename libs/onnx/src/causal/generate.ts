import { DONE } from '#endpoint';
import { argmax } from '../tensors/scores.js';
import type { CausalBatch } from './causal-batch.js';

export interface GenerateOptions {
  /** Tokens to add at most: for all prompts, or one number per prompt. @default as many as the model has positions */
  readonly maxNewTokens?: number | readonly number[];
  /** One per prompt: when it aborts, its row leaves the batch. @default none */
  readonly signals?: readonly AbortSignal[];
  /** Chooses the next token of a prompt from its scores. @default the likeliest one: `argmax` */
  readonly choose?: (scores: Float32Array, prompt: number) => number;
}

/** What one step added: the new token of each prompt, `DONE` for those that have ended. */
export type GeneratedStep = (number | typeof DONE)[];

/** What of a `CausalModel` is needed to go on. */
interface Continues {
  readonly maxPositions: number;
  ends(token: number): boolean;
  prefill(prompts: readonly (readonly number[])[]): Promise<CausalBatch>;
  step(batch: CausalBatch, tokens: readonly number[]): Promise<CausalBatch>;
}

/** A prompt that is still being continued. */
interface Open {
  readonly prompt: number;
  /** Its row in the batch; rows leave it, so that this is not the number of the prompt. */
  readonly row: number;
  readonly token: number;
}

/** Continues the prompts together until each has ended; see `CausalModel.generate`. */
export async function* generateTokens(
  model: Continues,
  prompts: readonly (readonly number[])[],
  { maxNewTokens, signals, choose = argmax }: GenerateOptions,
): AsyncGenerator<GeneratedStep, void> {
  const most = prompts.map((_, prompt) => limitOf(maxNewTokens, prompt));
  let open = prompts.map((_, prompt) => prompt).filter((prompt) => most[prompt]! > 0);
  if (open.length === 0) return;
  let batch = await model.prefill(open.map((prompt) => prompts[prompt]!));
  for (let made = 1; ; made++) {
    const chosen = open
      .map((prompt, row): Open => ({ prompt, row, token: choose(batch.scores[row]!, prompt) }))
      .filter(({ token, row }) => !model.ends(token) && hasRoom(model, batch, row));
    if (chosen.length === 0) return;
    yield stepOf(prompts.length, chosen);
    const going = chosen.filter(({ prompt }) => made < most[prompt]! && !signals?.[prompt]?.aborted);
    if (going.length === 0) return;
    batch = await model.step(
      batch.keep(going.map(({ row }) => row)),
      going.map(({ token }) => token),
    );
    open = going.map(({ prompt }) => prompt);
  }
}

function stepOf(prompts: number, chosen: readonly Open[]): GeneratedStep {
  const step: GeneratedStep = Array.from({ length: prompts }, () => DONE);
  for (const { prompt, token } of chosen) step[prompt] = token;
  return step;
}

/** A new token gets the position after those that were seen, which must exist. */
const hasRoom = (model: Continues, batch: CausalBatch, row: number): boolean =>
  batch.positions(row) < model.maxPositions;

const limitOf = (limit: number | readonly number[] = Number.POSITIVE_INFINITY, prompt: number): number =>
  typeof limit === 'number' ? limit : (limit[prompt] ?? Number.POSITIVE_INFINITY);
