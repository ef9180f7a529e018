import { BadRequestException } from '@nestjs/common';
import { Tensor } from '#core';
import { tensorType } from '../codec/datatypes.js';
import { elementsOf, type BytesElement, type InferenceTensor } from '../codec/inference-tensor.js';
import type { InputDescription, Signature } from '../models/signature.js';

/**
 * What an endpoint gets of one input: a tensor; for BYTES of one element the text or bytes themselves; for more elements
 * that are declared as bytes a list of them.
 */
export type InferenceValue = Tensor | string | Buffer | readonly Buffer[];

/** The inputs of one item by their names. */
export type InferenceInputs = Readonly<Record<string, InferenceValue>>;

/**
 * The items of a request: one for each row of its first axis, or only one when that is no batch.
 *
 * @throws BadRequestException when the inputs have no such axis, or differ in it, or are more than `maxItems`
 */
export function splitItems(
  tensors: ReadonlyMap<string, InferenceTensor>,
  { batchable, inputs }: Pick<Signature, 'batchable' | 'inputs'>,
  maxItems: number,
): readonly InferenceInputs[] {
  const given = [...tensors].map(([name, tensor]): Input => {
    const declared = inputs?.find((input) => input.name === name);
    return { name, tensor, as: declared?.as ?? 'text' };
  });
  if (!batchable) {
    return [Object.fromEntries(given.map((input) => [input.name, valueOf(input, input.tensor)]))];
  }
  const count = rowsOf(given, maxItems);
  return Array.from({ length: count }, (_, row) =>
    Object.fromEntries(given.map((input) => [input.name, valueOf(input, rowOf(input.tensor, row))])),
  );
}

interface Input {
  readonly name: string;
  readonly tensor: InferenceTensor;
  readonly as: NonNullable<InputDescription['as']>;
}

function rowsOf(inputs: readonly Input[], maxItems: number): number {
  const [first] = inputs;
  const rows = first?.tensor.shape[0];
  if (inputs.some(({ tensor }) => tensor.shape[0] !== rows) || rows === undefined) {
    throw new BadRequestException('The first axis is the batch: all inputs need one, of the same length');
  }
  if (rows >= 1 && rows <= maxItems) return rows;
  throw new BadRequestException(`The first axis is the batch: it must be 1 to ${maxItems} long, got ${rows}`);
}

/** A view. */
function rowOf({ datatype, shape, data }: InferenceTensor, row: number): InferenceTensor {
  const inner = shape.slice(1);
  const size = elementsOf(inner);
  const [start, end] = [row * size, (row + 1) * size];
  const part = ArrayBuffer.isView(data) ? data.subarray(start, end) : data.slice(start, end);
  return { datatype, shape: inner, data: part };
}

function valueOf({ name, as }: Input, { datatype, shape, data }: InferenceTensor): InferenceValue {
  if (ArrayBuffer.isView(data)) return new Tensor(tensorType(datatype), data, shape);
  if (as === 'bytes') {
    const elements = data.map(asBytes);
    return elements.length === 1 && elements[0] ? elements[0] : elements;
  }
  const texts = data.map((element) => asText(name, element));
  return texts.length === 1 && texts[0] !== undefined
    ? texts[0]
    : new Tensor(tensorType(datatype), texts, shape);
}

const asBytes = (element: BytesElement): Buffer => Buffer.from(element as Uint8Array);

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function asText(name: string, element: BytesElement): string {
  if (typeof element === 'string') return element;
  try {
    return UTF8.decode(element);
  } catch {
    throw new BadRequestException(`"${name}" has elements that are no UTF-8 text`);
  }
}
