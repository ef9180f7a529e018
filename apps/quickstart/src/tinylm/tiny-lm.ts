import { Injectable } from '@nestjs/common';
import type { Device } from 'nestjs-litserve';
import { OnnxModel } from 'nestjs-litserve/onnx';
import { readFile } from 'node:fs/promises';
import { decodeGreedily, type DecodingConfig, type DecodingStep } from './greedy-decoding.js';
import { Tokenizer, type TokenizerConfig } from './tokenizer.js';

/** The same distance from `src` and from what the build makes of it. */
const FILES = new URL('../../tinylm/', import.meta.url);

interface Loaded {
  readonly model: OnnxModel;
  readonly tokenizer: Tokenizer;
  readonly config: DecodingConfig & TokenizerConfig;
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

  /** Answers all prompts together, a step at a time: one token for each prompt that has not ended. */
  generate(prompts: readonly (readonly number[])[]): AsyncGenerator<DecodingStep, void> {
    const { model, config } = this.#ready();
    return decodeGreedily(model, config, prompts);
  }

  /** The whole answers, in the order of the prompts. */
  async answer(prompts: readonly (readonly number[])[]): Promise<string[]> {
    const answers = prompts.map((): number[] => []);
    for await (const step of this.generate(prompts)) {
      for (const [index, token] of step.entries()) if (token !== undefined) answers[index]?.push(token);
    }
    return answers.map((ids) => this.decode(ids));
  }

  async release(): Promise<void> {
    await this.#loaded?.model.release();
  }

  #ready(): Loaded {
    if (!this.#loaded) throw new Error('TinyLm: call load(device) first');
    return this.#loaded;
  }
}

async function loadFiles(device: Device): Promise<Loaded> {
  const config = await readJson<Loaded['config']>('config.json');
  const vocabulary = await readJson<string[]>('vocab.json');
  const model = await OnnxModel.load(new URL('model_fp16w.onnx', FILES), device);
  return { model, config, tokenizer: new Tokenizer(vocabulary, config) };
}

const readJson = async <T>(name: string): Promise<T> =>
  JSON.parse(await readFile(new URL(name, FILES), 'utf8'));
