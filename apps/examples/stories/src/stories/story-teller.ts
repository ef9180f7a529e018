import { BadRequestException } from '@nestjs/common';
import type { Device } from 'nestjs-litserve';
import { CausalModel, type GeneratedStep } from 'nestjs-litserve/onnx';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ModelFiles } from '../../../models/find-model.js';
import { StoryTokenizer, type StoryTokens } from './story-tokenizer.js';

export const STORIES: ModelFiles = {
  name: 'stories260k',
  files: ['model.onnx', 'tokenizer.json', 'config.json'],
  source:
    'https://github.com/karpathy/llama2.c: stories260K and its tokenizer, turned into ONNX with a cache',
};

/** Where a text breaks off, as in llama2.c. */
const DEFAULT_STEPS = 256;

/** What a story is told from. */
export interface Beginning {
  readonly tokens: readonly number[];
  readonly maxNewTokens: number;
}

/** A language model of 0.26 million parameters that tells stories for small children. */
export class StoryTeller {
  private constructor(
    private readonly model: CausalModel,
    private readonly tokenizer: StoryTokenizer,
  ) {}

  /** @param folder of the files in {@link STORIES} */
  static async load(folder: string, device: Device): Promise<StoryTeller> {
    const tokens: StoryTokens = JSON.parse(await readFile(join(folder, 'tokenizer.json'), 'utf8'));
    const config: { max_seq: number } = JSON.parse(await readFile(join(folder, 'config.json'), 'utf8'));
    // The mark that begins a story ends it, too: there the next one would begin.
    const options = { eosTokenId: tokens.bos, maxPositions: config.max_seq };
    return new StoryTeller(
      await CausalModel.load(join(folder, 'model.onnx'), device, options),
      new StoryTokenizer(tokens),
    );
  }

  /** @throws BadRequestException when the prompt leaves no room for a story */
  begin(prompt: string, steps = DEFAULT_STEPS): Beginning {
    const tokens = this.tokenizer.encode(prompt);
    if (tokens.length <= steps) return { tokens, maxNewTokens: steps - tokens.length + 1 };
    throw new BadRequestException(
      `prompt has ${tokens.length} tokens, which leaves no room in ${steps}; make it shorter or steps larger`,
    );
  }

  /** Goes on with all stories together, a token of each a step. */
  tell(beginnings: readonly Beginning[], signals: readonly AbortSignal[]): AsyncGenerator<GeneratedStep> {
    const maxNewTokens = beginnings.map((one) => one.maxNewTokens);
    return this.model.generate(
      beginnings.map(({ tokens }) => tokens),
      { maxNewTokens, signals },
    );
  }

  /** The text of tokens as they come; the first ones of a text have a space before them that is not of it. */
  read(tokens: AsyncIterable<number>, startsText: boolean): AsyncGenerator<string> {
    return this.tokenizer.decode(tokens, startsText);
  }

  dispose(): Promise<void> {
    return this.model.dispose();
  }
}
