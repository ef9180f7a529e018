import { BadRequestException } from '@nestjs/common';
import { readBinaryData } from '../codec/binary-data.js';
import { DATATYPES, isDatatype } from '../codec/datatypes.js';
import { parseWithLongIntegersAsText } from '../codec/exact-json.js';
import type { InferenceTensor } from '../codec/inference-tensor.js';
import { readJsonData } from '../codec/json-data.js';
import { readShape } from '../codec/read-shape.js';
import { isObject, isTensorName, readParameters, wholeParameter } from './read-parameters.js';

/**
 * Reads the inputs of a request one after the other, and with them its binary part.
 *
 * @param json the text they come from, to be read again for integers that a number cannot hold
 * @throws BadRequestException
 */
export function readInputs(inputs: unknown, json: string, binary: Buffer): Map<string, InferenceTensor> {
  if (!Array.isArray(inputs)) throw new BadRequestException('"inputs" must be a list of tensors');
  const reader = new InputReader(json, binary);
  const tensors = new Map<string, InferenceTensor>();
  for (const [index, input] of inputs.entries()) {
    const [name, tensor] = reader.read(input, index);
    if (tensors.has(name)) throw new BadRequestException(`There are two inputs "${name}"`);
    tensors.set(name, tensor);
  }
  reader.end();
  return tensors;
}

class InputReader {
  #at = 0;
  #exact: unknown;

  constructor(
    private readonly json: string,
    private readonly binary: Buffer,
  ) {}

  read(input: unknown, index: number): [string, InferenceTensor] {
    const { name, shape, datatype, parameters, data } = isObject(input) ? input : {};
    if (!isTensorName(name)) throw new BadRequestException(`Input ${index} must be an object with a name`);
    if (!isDatatype(datatype)) {
      throw new BadRequestException(`"${name}": its datatype must be one of ${DATATYPES.join(', ')}`);
    }
    const lengths = readShape(shape, name);
    const size = wholeParameter(readParameters(parameters, `"${name}"`), 'binary_data_size', `"${name}"`);
    if (size !== undefined) {
      if (data !== undefined) throw new BadRequestException(`"${name}" has both data and binary data`);
      return [name, readBinaryData(name, datatype, lengths, this.#take(name, size))];
    }
    const isWide = datatype === 'INT64' || datatype === 'UINT64';
    const elements = isWide && /\d{16}/.test(this.json) ? this.#exactData(index) : data;
    return [name, readJsonData(name, datatype, lengths, elements)];
  }

  /** @throws BadRequestException when there are bytes that belong to no input */
  end(): void {
    const left = this.binary.length - this.#at;
    if (left > 0) throw new BadRequestException(`${left} bytes of the body belong to no input`);
  }

  #take(name: string, size: number): Buffer {
    const end = this.#at + size;
    if (end > this.binary.length) throw new BadRequestException(`"${name}" ends after the body`);
    const bytes = this.binary.subarray(this.#at, end);
    this.#at = end;
    return bytes;
  }

  #exactData(index: number): unknown {
    this.#exact ??= parseWithLongIntegersAsText(this.json);
    const { inputs } = this.#exact as { readonly inputs: readonly { readonly data?: unknown }[] };
    return inputs[index]?.data;
  }
}
