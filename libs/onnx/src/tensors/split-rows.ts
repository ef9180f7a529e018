import type { Tensor, TensorData } from '#common';
import { ELEMENT_TYPES } from './element-types.js';

/**
 * Cuts a tensor along its first axis into views of its memory, each flat.
 *
 * @param what names the tensor in errors
 * @throws TypeError when the first axis is not `rows` long: then nobody knows which result is whose
 */
export function splitRows(
  tensor: Pick<Tensor, 'type' | 'data' | 'dims'>,
  rows: number,
  what: string,
): TensorData[] {
  const { type, data, dims } = tensor;
  const element = ELEMENT_TYPES[type];
  if (!element) throw new TypeError(`OnnxModel: cannot split ${what} of type ${type}; use runTensors`);
  if (dims[0] !== rows) {
    throw new TypeError(
      `OnnxModel: ${what} has dims [${dims.join(', ')}] for a batch of ${rows}: its first axis is no batch axis; use runTensors`,
    );
  }
  const size = data.length / rows;
  return Array.from({ length: rows }, (_, row) => element.view(data, row * size, (row + 1) * size));
}
