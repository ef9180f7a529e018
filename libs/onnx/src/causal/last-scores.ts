import type { Tensor } from '#common';
import { ELEMENT_TYPES } from '../tensors/element-types.js';
import { decodeFloat16 } from '../tensors/float16.js';

/**
 * The scores after the last column of each row, of logits [row, column, token]; float32 ones without a copy.
 *
 * @throws TypeError when they are of another shape or type
 */
export function lastScores({ type, data, dims }: Pick<Tensor, 'type' | 'data' | 'dims'>): Float32Array[] {
  const [rows = 0, width = 0, vocabulary = 0] = dims;
  const element = ELEMENT_TYPES[type];
  if (dims.length !== 3 || !element || (type !== 'float32' && type !== 'float16')) {
    throw new TypeError(
      `CausalModel: the logits must be float32 or float16 [rows, columns, tokens], they are ${type} [${dims.join(', ')}]`,
    );
  }
  return Array.from({ length: rows }, (_, row) => {
    const end = (row + 1) * width * vocabulary;
    const scores = element.view(data, end - vocabulary, end);
    return scores instanceof Float32Array ? scores : decodeFloat16(scores as Uint16Array);
  });
}
