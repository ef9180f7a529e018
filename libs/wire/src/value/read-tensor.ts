import { isTensor, Tensor, type TensorData } from '#common';

/**
 * Reads a tensor of ours or of onnxruntime. A plain object with the same three fields is none: it may be anybody's JSON.
 *
 * @returns `undefined` for everything else; what is wrong if it is a tensor that cannot cross
 */
export function readTensor(value: object): Tensor | { readonly problem: string } | undefined {
  try {
    // onnxruntime throws here when the data is on the GPU or has been disposed of.
    if (!isTensor(value) || !isTensorData(value.data)) return undefined;
    return tensorOf(value.type, value.data, value.dims);
  } catch (error) {
    return { problem: `a tensor that cannot be read (${String(error)}); send one whose data is in memory` };
  }
}

/** @throws RangeError when `dims` are no shape, or not that of the data */
export function tensorOf(type: string, data: TensorData, dims: readonly unknown[]): Tensor {
  if (!dims.every(isDimension)) throw new RangeError('Tensor: dims must be whole numbers from 0');
  return new Tensor(type, data, [...dims]);
}

const isDimension = (dim: unknown): dim is number => Number.isSafeInteger(dim) && Number(dim) >= 0;

export function isTensorData(data: unknown): data is TensorData {
  if (Array.isArray(data)) return data.every((element) => typeof element === 'string');
  return ArrayBuffer.isView(data) && !(data instanceof DataView);
}
