import { BadRequestException } from '@nestjs/common';
import { fixedOf, type Datatype, type FixedDatatype } from './datatypes.js';
import { elementsOf, type BytesElement, type InferenceTensor } from './inference-tensor.js';

const LENGTH_BYTES = 4;

/**
 * A tensor from its binary form: little endian, which is the byte order of every platform Node runs on.
 *
 * @param name of the tensor, for errors
 * @param bytes exactly those of the tensor
 * @throws BadRequestException
 */
export function readBinaryData(
  name: string,
  datatype: Datatype,
  shape: readonly number[],
  bytes: Buffer,
): InferenceTensor {
  const count = elementsOf(shape);
  const fixed = fixedOf(datatype);
  if (!fixed) return { datatype, shape, data: readElements(name, count, bytes) };
  const size = fixed.Data.BYTES_PER_ELEMENT;
  if (count * size !== bytes.length) {
    const wanted = `${datatype} of shape [${shape.join(', ')}] needs ${count * size} bytes`;
    throw new BadRequestException(`"${name}": ${wanted}, got ${bytes.length}`);
  }
  return { datatype, shape, data: readNumbers(name, fixed, count, bytes) };
}

/** A copy: tensors begin at any byte of a body, typed arrays only at whole elements of their memory. */
function readNumbers(
  name: string,
  { Data, json }: FixedDatatype,
  count: number,
  bytes: Buffer,
): InferenceTensor['data'] {
  const copy = new Uint8Array(bytes);
  if (json === 'boolean' && copy.some((bit) => bit > 1)) {
    throw new BadRequestException(`"${name}": the bytes of BOOL must be 0 or 1`);
  }
  return new Data(copy.buffer, 0, count);
}

/** Each element is a length of 4 bytes, and as many bytes. */
function readElements(name: string, count: number, bytes: Buffer): readonly Buffer[] {
  const elements: Buffer[] = [];
  let at = 0;
  while (at < bytes.length && elements.length < count) {
    const start = at + LENGTH_BYTES;
    const end = start <= bytes.length ? start + bytes.readUInt32LE(at) : Infinity;
    if (end > bytes.length) {
      throw new BadRequestException(`"${name}": element ${elements.length} ends after its bytes`);
    }
    elements.push(bytes.subarray(start, end));
    at = end;
  }
  if (elements.length === count && at === bytes.length) return elements;
  throw new BadRequestException(`"${name}": its bytes do not hold the ${count} elements of its shape`);
}

export function writeBinaryData({ data }: InferenceTensor): Uint8Array {
  if (Array.isArray(data)) return joinElements(data);
  const { buffer, byteOffset, byteLength } = data as ArrayBufferView;
  return new Uint8Array(buffer, byteOffset, byteLength);
}

function joinElements(elements: readonly BytesElement[]): Buffer {
  const parts = elements.flatMap((element) => {
    const bytes = typeof element === 'string' ? Buffer.from(element) : element;
    const length = Buffer.alloc(LENGTH_BYTES);
    length.writeUInt32LE(bytes.length);
    return [length, bytes];
  });
  return Buffer.concat(parts);
}
