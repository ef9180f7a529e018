import type { Device } from 'nestjs-litserve';
import { OnnxModel, type PaddedSequences } from 'nestjs-litserve/onnx';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ModelFiles } from '../../../models/find-model.js';
import { UnigramTokenizer, type UnigramConfig } from './unigram-tokenizer.js';

export const STATIC_EMBED: ModelFiles = {
  name: 'static-embed',
  files: ['model.onnx', 'tokenizer.json'],
  source:
    'https://github.com/MinishLab/model2vec-rs: tests/fixtures/test-model-vocab-quantized, its model turned into ONNX',
};

/** A vector for each token, and their mean for the text: texts are alike when their words mean alike. */
export class StaticEmbedding {
  private constructor(
    private readonly model: OnnxModel,
    private readonly tokenizer: UnigramTokenizer,
  ) {}

  /** @param folder of the files in {@link STATIC_EMBED} */
  static async load(folder: string, device: Device): Promise<StaticEmbedding> {
    const { model: config }: { model: UnigramConfig } = JSON.parse(
      await readFile(join(folder, 'tokenizer.json'), 'utf8'),
    );
    const model = await OnnxModel.load(join(folder, 'model.onnx'), device);
    return new StaticEmbedding(model, new UnigramTokenizer(config));
  }

  /** A text as token ids; none for an empty text. */
  encode(text: string): number[] {
    return this.tokenizer.encode(text);
  }

  /** One vector of 64 numbers for each row: of length 1, or zeros when the row has no token. */
  async embed({ values, mask }: PaddedSequences): Promise<Float32Array[]> {
    const { embedding } = await this.model.runTensors({ input_ids: values, attention_mask: mask });
    if (!embedding || !(embedding.data instanceof Float32Array))
      throw new TypeError('static-embed: the model gives no float32 "embedding"');
    const { data } = embedding;
    const [rows = 0, length = 0] = embedding.dims;
    return Array.from({ length: rows }, (_, row) => data.subarray(row * length, (row + 1) * length));
  }

  dispose(): Promise<void> {
    return this.model.dispose();
  }
}
