import { BadRequestException } from '@nestjs/common';
import { readBinaryData } from '../codec/binary-data.js';
import { fixedOf, type FixedDatatype } from '../codec/datatypes.js';
import { elementsOf, type InferenceTensor } from '../codec/inference-tensor.js';
import type { InputDescription, Signature } from '../models/signature.js';
import type { InferRequest } from './infer-request.js';

/**
 * A request that is one tensor and nothing else: an item for a model with one declared input. The answer is binary.
 *
 * @throws BadRequestException
 */
export function readRawRequest(bytes: Buffer, { inputs, batchable }: Signature): InferRequest {
  const [input, ...more] = inputs ?? [];
  if (!input || more.length > 0) {
    throw new BadRequestException('Raw binary data is for models that declare exactly one input');
  }
  const fixed = fixedOf(input.datatype);
  const tensor = fixed ? rawNumbers(input, fixed, bytes, batchable) : rawElement(input, bytes);
  return { parameters: {}, inputs: new Map([[input.name, tensor]]), binaryOutput: true };
}

/** All of it is one element, without a length before it. */
function rawElement({ datatype, shape }: InputDescription, bytes: Buffer): InferenceTensor {
  return { datatype, shape: shape.map(() => 1), data: [bytes] };
}

function rawNumbers(
  { name, datatype, shape }: InputDescription,
  fixed: FixedDatatype,
  bytes: Buffer,
  batchable: boolean,
): InferenceTensor {
  const axes = batchable ? shape.with(0, 1) : shape;
  if (axes.filter((length) => length === -1).length > 1) {
    throw new BadRequestException(`"${name}" has more than one free axis, so raw binary data has no shape`);
  }
  return readBinaryData(name, datatype, filled(axes, fixed, bytes), bytes);
}

/** One axis may be free: then the bytes say how long it is. */
function filled(axes: readonly number[], { Data }: FixedDatatype, bytes: Buffer): readonly number[] {
  const known = elementsOf(axes.filter((length) => length !== -1));
  const free = bytes.length / Data.BYTES_PER_ELEMENT / known;
  return axes.map((length) => (length === -1 ? (Number.isSafeInteger(free) ? free : 1) : length));
}
