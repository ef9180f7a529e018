import { Injectable } from '@nestjs/common';
import type { Device } from 'nestjs-litserve';
import { CausalModel, type GeneratedStep, type GenerateOptions } from 'nestjs-litserve/onnx';
import { readFile } from 'node:fs/promises';
import { Tokenizer, type TokenizerConfig } from './tokenizer.js';

/** The same distance from `src` and from what the build makes of it. */
const FILES = new URL('../../tinylm/', import.meta.url);

interface Loaded {
  readonly model: CausalModel;
  readonly tokenizer: Tokenizer;
}

/** The numbers of the model's `config.json` that are needed here. */
interface Config extends TokenizerConfig {
  readonly pad: number;
  readonly eos: number;
}

/**
 * A character language model of 0.8 million parameters that turns numbers, dates and times into words and back.
 * A provider of its own, so that all endpoints of a pool share the one model in the worker.
 */
@Injectable()
export class TinyLm {
  #loading: Promise<Loaded> | undefined;
  #loaded: Loaded | undefined;

  /** Loads the model once, however many endpoints ask; for `setup`. */
  async load(device: Device): Promise<void> {
    this.#loading ??= loadFiles(device);
    this.#loaded = await this.#loading;
  }

  /**
   * A prompt such as `say: 402` as token ids.
   *
   * @throws BadRequestException when the text is empty, too long, or has a character the model does not know
   */
  encode(text: string): number[] {
    return this.#ready().tokenizer.encode(text);
  }

  decode(ids: readonly number[]): string {
    return this.#ready().tokenizer.decode(ids);
  }

  /** Answers all prompts together, a step at a time: one token for each prompt that has not ended, `DONE` for others. */
  generate(
    prompts: readonly (readonly number[])[],
    options?: GenerateOptions,
  ): AsyncGenerator<GeneratedStep, void> {
    return this.#ready().model.generate(prompts, options);
  }

  /** The whole answers, in the order of the prompts. */
  async answer(prompts: readonly (readonly number[])[]): Promise<string[]> {
    const answers = await this.#ready().model.complete(prompts);
    return answers.map((ids) => this.decode(ids));
  }

  async dispose(): Promise<void> {
    await this.#loaded?.model.dispose();
  }

  #ready(): Loaded {
    if (!this.#loaded) throw new Error('TinyLm: call load(device) first');
    return this.#loaded;
  }
}

async function loadFiles(device: Device): Promise<Loaded> {
  const config = await readJson<Config>('config.json');
  const vocabulary = await readJson<string[]>('vocab.json');
  const model = await CausalModel.load(new URL('model_fp16w.onnx', FILES), device, {
    padTokenId: config.pad,
    eosTokenId: config.eos,
    maxPositions: config.max_positions,
  });
  return { model, tokenizer: new Tokenizer(vocabulary, config) };
}

const readJson = async <T>(name: string): Promise<T> =>
  JSON.parse(await readFile(new URL(name, FILES), 'utf8'));
