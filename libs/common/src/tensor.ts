export type TensorData =
  | Float32Array
  | Float64Array
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | BigInt64Array
  | BigUint64Array
  | readonly string[];

/**
 * An n-dimensional array, with the same three fields as an onnxruntime tensor, which is accepted wherever this is.
 *
 * @example new Tensor('float32', new Float32Array([1, 2, 3, 4]), [2, 2])
 */
export class Tensor {
  /**
   * @param type element type in ONNX's words: `float32`, `int64`, `string`, …
   * @param data the elements in row-major order; as many as the product of `dims`
   * @param dims the shape; the first axis is the batch
   */
  constructor(
    readonly type: string,
    readonly data: TensorData,
    readonly dims: readonly number[],
  ) {
    const size = dims.reduce((product, dim) => product * dim, 1);
    if (size !== data.length) {
      throw new RangeError(`Tensor: dims [${dims.join(', ')}] need ${size} elements, got ${data.length}`);
    }
  }
}

/** True for our tensors and for those of onnxruntime, told by their shape and not by their class. */
export function isTensor(value: object): value is Tensor {
  const { type, dims, data } = value as Partial<Tensor>;
  return typeof type === 'string' && Array.isArray(dims) && (ArrayBuffer.isView(data) || Array.isArray(data));
}
