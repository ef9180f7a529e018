import { BadRequestException, Logger, type OnModuleInit } from '@nestjs/common';
import { isLitWorker, LitEndpoint, type Device } from 'nestjs-litserve';
import { mcpTool } from 'nestjs-litserve/mcp';
import { openInference } from 'nestjs-litserve/open-inference';
import { openAIEmbeddings } from 'nestjs-litserve/openai';
import { padRight, type PaddedSequences } from 'nestjs-litserve/onnx';
import { STATIC_EMBED, StaticEmbedding } from '../../../embed/src/static-embed/static-embedding.js';
import { findModel } from '../../../models/find-model.js';
import { DIMENSIONS, type EmbeddingModel } from './embedding-model.js';
import { LetterPairs } from './letter-pairs.js';

/** Texts become vectors of length 1; the model is static-embed when its files are there, else pairs of letters. */
@LitEndpoint('/embed', {
  maxBatchSize: 32,
  specs: [
    openAIEmbeddings({ model: 'embed' }),
    openInference({
      model: 'embed',
      inputs: [{ name: 'text', datatype: 'BYTES', shape: [-1] }],
      outputs: [{ name: 'embedding', datatype: 'FP32', shape: [-1, DIMENSIONS] }],
    }),
    mcpTool({
      description: 'The embedding of a text: the texts are alike whose embeddings are near to one another.',
      inputSchema: { type: 'object', properties: { text: { type: 'string' } }, required: ['text'] },
      decode: ({ text }: { text: string }) => text,
      encode: (embedding: Float32Array) => ({ embedding }),
    }),
  ],
})
export class EmbedApi implements OnModuleInit {
  readonly #files = findModel(STATIC_EMBED);
  readonly #logger = new Logger('Embed');
  #model: EmbeddingModel = new LetterPairs();

  onModuleInit(): void {
    if (isLitWorker()) return;
    const { folder, missing } = this.#files;
    if (missing.length === 0) this.#logger.log(`"embed" is static-embed: its files are in ${folder}`);
    else this.#logger.log(`"embed" is pairs of letters: ${folder} has no ${missing.join(', ')}`);
  }

  async setup(device: Device): Promise<void> {
    const { folder, missing } = this.#files;
    if (missing.length === 0) this.#model = await StaticEmbedding.load(folder, device);
  }

  decodeRequest(text: unknown): number[] {
    if (typeof text === 'string') return this.#model.encode(text);
    throw new BadRequestException('"embed" takes texts: its tokens are its own, so send strings');
  }

  /** At least a token wide: models have no use for an empty axis. */
  batch(tokens: number[][]): PaddedSequences {
    return padRight(tokens, { length: 1 });
  }

  predict(batch: PaddedSequences): Promise<Float32Array[]> {
    return this.#model.embed(batch);
  }

  teardown(): Promise<void> {
    return this.#model.dispose();
  }
}
