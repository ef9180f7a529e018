import type { Tensor } from '#common';
import type { Device } from '#endpoint';
import { DONE } from '#endpoint';
import type { OnnxModelSource } from '../model/model-source.js';
import { OnnxModel } from '../model/onnx-model.js';
import type { OnnxModelOptions } from '../model/onnx-model.options.js';
import { padLeft } from '../tensors/padding.js';
import { cacheLayout, type CacheSlot } from './cache-layout.js';
import { CausalBatch } from './causal-batch.js';
import { CausalInputs } from './causal-inputs.js';
import { generateTokens, type GeneratedStep, type GenerateOptions } from './generate.js';
import { cacheFrom, emptyCache, type KvCache } from './kv-cache.js';
import { lastScores } from './last-scores.js';

export interface CausalModelOptions {
  /** The token, or tokens, that end a sequence; it is not part of what is generated. @default none */
  readonly eosTokenId?: number | readonly number[] | undefined;
  /** What fills up shorter prompts of a batch; the model does not look at it. @default 0 */
  readonly padTokenId?: number | undefined;
  /** Longest sequence the model can take, prompt and answer together. @default no bound */
  readonly maxPositions?: number | undefined;
}

/**
 * A language model with a key/value cache that continues sequences of tokens, a batch at a time; an answer is the same
 * in any company.
 *
 * It takes models as Optimum exports them: `input_ids`, `attention_mask`, often `position_ids`, and
 * `past_key_values.*` in, `logits` and `present.*` out, with free axes for rows and positions.
 *
 * @example
 * async setup(device: Device) {
 *   this.lm = await CausalModel.load('model.onnx', device, { eosTokenId: 2, maxPositions: 512 });
 * }
 * // stream: true, maxBatchSize: 16; decodeRequest gives token ids, encodeResponse gets one
 * predict(prompts: number[][]) { return this.lm.generate(prompts); }
 * teardown() { return this.lm.dispose(); }
 */
export class CausalModel {
  readonly maxPositions: number;
  readonly #slots: readonly CacheSlot[];
  readonly #inputs: CausalInputs;
  readonly #padTokenId: number;
  readonly #ends: ReadonlySet<number>;
  /** Tokens there are, when the model says so. */
  readonly #vocabulary: number;

  /**
   * @param model a loaded one, when it is needed besides; else see {@link CausalModel.load}
   * @throws TypeError saying which input or output of the model is missing or not known
   */
  constructor(
    readonly model: OnnxModel,
    { eosTokenId = [], padTokenId = 0, maxPositions = Number.POSITIVE_INFINITY }: CausalModelOptions = {},
  ) {
    this.#slots = cacheLayout(model.inputs, model.outputs);
    this.#inputs = new CausalInputs(model.inputs);
    this.#vocabulary = vocabularyOf(model);
    this.#padTokenId = padTokenId;
    this.#ends = new Set([eosTokenId].flat());
    this.maxPositions = maxPositions;
  }

  /**
   * Loads a model as `OnnxModel.load` does, with the options of both.
   *
   * @throws Error when it cannot be loaded; TypeError when it is no model with a cache
   */
  static async load(
    source: OnnxModelSource,
    device: Device,
    { eosTokenId, padTokenId, maxPositions, ...options }: CausalModelOptions & OnnxModelOptions = {},
  ): Promise<CausalModel> {
    const model = await OnnxModel.load(source, device, options);
    try {
      return new CausalModel(model, { eosTokenId, padTokenId, maxPositions });
    } catch (error) {
      await model.dispose();
      throw error;
    }
  }

  /**
   * Continues every prompt with the likeliest token until it ends: at a token that ends it, at its `maxNewTokens`, or
   * where the model has no more positions. One step per token; prompts that have ended leave the batch.
   *
   * @returns steps with an entry per prompt, in order, as a batched stream yields them: the new token, or `DONE`
   * @throws RangeError naming a prompt that is empty or too long, or a token that the model does not know
   */
  generate(
    prompts: readonly (readonly number[])[],
    options: GenerateOptions = {},
  ): AsyncGenerator<GeneratedStep, void> {
    return generateTokens(this, prompts, options);
  }

  /** The whole continuations that {@link generate} gives step by step, in the order of the prompts. */
  async complete(
    prompts: readonly (readonly number[])[],
    options: GenerateOptions = {},
  ): Promise<number[][]> {
    const answers = prompts.map((): number[] => []);
    for await (const step of this.generate(prompts, options)) {
      for (const [index, token] of step.entries()) if (token !== DONE) answers[index]?.push(token);
    }
    return answers;
  }

  /**
   * Runs the model on whole prompts, together, padded on the left.
   *
   * @throws RangeError naming a prompt that is empty or too long, or a token that the model does not know
   */
  async prefill(prompts: readonly (readonly number[])[]): Promise<CausalBatch> {
    for (const [index, prompt] of prompts.entries()) this.#check(prompt, `prompt ${index}`);
    const { values, padding } = padLeft(prompts, { value: this.#padTokenId, type: this.#inputs.idType });
    return this.#run(values, padding, values.dims[1] ?? 0, emptyCache(this.#slots, prompts.length));
  }

  /** Runs the model on one more token of each row. */
  step(batch: CausalBatch, tokens: readonly number[]): Promise<CausalBatch> {
    if (tokens.length !== batch.padding.length) {
      throw new RangeError(`CausalModel: ${tokens.length} tokens for ${batch.padding.length} rows`);
    }
    const { values } = padLeft(
      tokens.map((token) => [token]),
      { type: this.#inputs.idType },
    );
    return this.#run(values, batch.padding, batch.columns + 1, batch.cache);
  }

  /** Whether a token ends its sequence. */
  ends(token: number): boolean {
    return this.#ends.has(token);
  }

  /** Frees the memory of the model, for `teardown`; calling it again does nothing. */
  dispose(): Promise<void> {
    return this.model.dispose();
  }

  /** The same, for `await using`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.dispose();
  }

  async #run(ids: Tensor, padding: readonly number[], columns: number, cache: KvCache): Promise<CausalBatch> {
    const outputs = await this.model.runTensors({ ...this.#inputs.of({ ids, padding, columns }), ...cache });
    const { logits } = outputs;
    if (!logits) throw new TypeError('CausalModel: the model gave no logits');
    const [slots, scores] = [this.#slots, lastScores(logits)];
    return new CausalBatch({ slots, cache: cacheFrom(slots, outputs), padding, columns, scores });
  }

  #check(prompt: readonly number[], what: string): void {
    if (prompt.length === 0 || prompt.length > this.maxPositions) {
      throw new RangeError(
        `CausalModel: ${what} has ${prompt.length} tokens; it needs 1, and at most ${this.maxPositions} fit`,
      );
    }
    const unknown = prompt.find((id) => !Number.isInteger(id) || id < 0 || id >= this.#vocabulary);
    if (unknown === undefined) return;
    throw new RangeError(
      `CausalModel: ${what} contains ${unknown}; tokens are whole numbers from 0 and below ${this.#vocabulary}`,
    );
  }
}

function vocabularyOf({ outputs }: OnnxModel): number {
  const logits = outputs.find(({ name }) => name === 'logits');
  if (!logits) {
    throw new TypeError(
      `CausalModel: the model needs an output logits; it has ${outputs.map(({ name }) => name).join(', ')}`,
    );
  }
  const tokens = logits.shape.at(-1);
  return typeof tokens === 'number' ? tokens : Number.POSITIVE_INFINITY;
}
