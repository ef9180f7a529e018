import type { Tensor, TensorData } from '#common';
import { ELEMENT_TYPES } from './element-types.js';
import { decodeFloat16 } from './float16.js';

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

/** The rows of an output, as results: half floats as the numbers they are, in a Float32Array. */
export function resultRows(
  tensor: Pick<Tensor, 'type' | 'data' | 'dims'>,
  rows: number,
  what: string,
): TensorData[] {
  const parts = splitRows(tensor, rows, what);
  if (tensor.type !== 'float16') return parts;
  return parts.map((part) => (part instanceof Uint16Array ? decodeFloat16(part) : part));
}
