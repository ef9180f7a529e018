import type { PaddedSequences } from 'nestjs-litserve/onnx';

/** Of both models. */
export const DIMENSIONS = 64;

/** What the two models behind `embed` have in common. */
export interface EmbeddingModel {
  /** A text as token ids; none for an empty text, perhaps. */
  encode(text: string): number[];
  /** One vector of {@link DIMENSIONS} numbers for each row: of length 1, or zeros when the row has no token. */
  embed(batch: PaddedSequences): Promise<Float32Array[]>;
  dispose(): Promise<void>;
}
