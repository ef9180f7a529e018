import type { PaddedTokens } from '../../../embed/src/static-embed/padded-tokens.js';

/** Of both models. */
export const DIMENSIONS = 64;

/** What the two models behind `embed` have in common. */
export interface EmbeddingModel {
  /** A text as token ids; none for an empty text, perhaps. */
  encode(text: string): number[];
  /** One vector of {@link DIMENSIONS} numbers for each row: of length 1, or zeros when the row has no token. */
  embed(batch: PaddedTokens): Promise<Float32Array[]>;
  dispose(): Promise<void>;
}
