import { Body, UsePipes, ValidationPipe } from '@nestjs/common';
import { LitEndpoint, type Device } from 'nestjs-litserve';
import { findModel } from '../../../models/find-model.js';
import { padRight, type PaddedSequences } from 'nestjs-litserve/onnx';
import { STATIC_EMBED, StaticEmbedding } from '../static-embed/static-embedding.js';
import { TextDto } from './text.dto.js';

/** `{ "text": "A kitten on the sofa" }` → `{ "embedding": [0.1, -0.02, …] }`, 64 numbers of length 1 */
@LitEndpoint('/predict', { maxBatchSize: 32 })
@UsePipes(new ValidationPipe({ whitelist: true }))
export class EmbedApi {
  private model!: StaticEmbedding;

  async setup(device: Device): Promise<void> {
    this.model = await StaticEmbedding.load(findModel(STATIC_EMBED).folder, device);
  }

  decodeRequest(@Body() { text }: TextDto): number[] {
    return this.model.encode(text);
  }

  /** At least a token wide: models have no use for an empty axis. */
  batch(texts: number[][]): PaddedSequences {
    return padRight(texts, { length: 1 });
  }

  predict(batch: PaddedSequences): Promise<Float32Array[]> {
    return this.model.embed(batch);
  }

  encodeResponse(embedding: Float32Array): { embedding: Float32Array } {
    return { embedding };
  }

  teardown(): Promise<void> {
    return this.model.dispose();
  }
}
