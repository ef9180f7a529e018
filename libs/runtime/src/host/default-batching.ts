import { isTensor, Tensor, type TensorData } from '#common';
import { concatenate, elementType, isVector } from './typed-arrays.js';

/**
 * What `predict` gets when the class has no `batch` hook. Tensors of one type and shape `[...dims]` become one tensor
 * `[items, ...dims]`, typed arrays of one type and length one tensor `[items, length]`; anything else, Buffers too,
 * stays the array of inputs.
 */
export function defaultBatch(inputs: readonly unknown[]): unknown {
  const parts = inputs.map(asTensor).filter((part) => part !== undefined);
  const [first] = parts;
  if (!first || parts.length < inputs.length || !parts.every((part) => sameShape(part, first))) return inputs;
  const data = concatenate(parts.map((part) => part.data));
  return data ? new Tensor(first.type, data, [inputs.length, ...first.dims]) : inputs;
}

/**
 * What becomes of `predict`'s result when the class has no `unbatch` hook. A tensor or typed array is split along its
 * first axis, without copying; an array is taken as it is. A row of a tensor is a tensor where the inputs were
 * tensors, else a one-dimensional row is a typed array; a row of no dimension is the bare element.
 *
 * @returns `undefined` for anything that has no first axis; the number of rows is for the caller to check
 */
export function defaultUnbatch(output: unknown, inputs: readonly unknown[]): readonly unknown[] | undefined {
  if (Array.isArray(output)) return output;
  if (isVector(output)) return Array.from<unknown>(output);
  return holdsTensor(output) ? rowsOf(output, inputs.every(holdsTensor)) : undefined;
}

function holdsTensor(value: unknown): value is Tensor {
  return typeof value === 'object' && value !== null && isTensor(value);
}

function asTensor(value: unknown): Tensor | undefined {
  if (isVector(value)) return new Tensor(elementType(value), value, [value.length]);
  return holdsTensor(value) ? value : undefined;
}

function sameShape(a: Tensor, b: Tensor): boolean {
  return (
    a.type === b.type && a.dims.length === b.dims.length && a.dims.every((dim, axis) => dim === b.dims[axis])
  );
}

function rowsOf({ type, data, dims }: Tensor, asTensors: boolean): readonly unknown[] | undefined {
  const [count, ...rowDims] = dims;
  if (count === undefined) return undefined;
  if (rowDims.length === 0) return Array.from<unknown>(data);
  const size = rowDims.reduce((product, dim) => product * dim, 1);
  return Array.from({ length: count }, (_, row) => {
    const part = slice(data, row * size, (row + 1) * size);
    return asTensors || rowDims.length > 1 ? new Tensor(type, part, rowDims) : part;
  });
}

function slice(data: TensorData, from: number, to: number): TensorData {
  return isVector(data) ? data.subarray(from, to) : data.slice(from, to);
}
