import { describe, isTensor, Tensor, type TensorData } from '#common';
import { ELEMENT_TYPES, type Elements, type ElementType } from './element-types.js';
import { itemShape, shapeOf } from './item-shape.js';
import { OnnxInputError } from './onnx-input.error.js';
import { describeValue, type OnnxValue } from './onnx-value.js';

/** One item of a batch: a scalar, a flat or nested list, a typed array or a tensor (also one of onnxruntime's). */
export type OnnxItem = number | bigint | boolean | string | TensorData | Tensor | readonly OnnxItem[];

/** Where an item is, for errors. */
interface Place {
  readonly index: number;
  readonly input: OnnxValue;
  readonly type: ElementType;
}

/**
 * Puts items behind each other along the first axis.
 *
 * @param rows length of the first axis; more than there are items pads with zeros
 * @param firstIndex what errors call the first item
 * @throws OnnxInputError naming the first item that does not fit the input, or differs in shape from those before it
 */
export function stackItems(
  items: readonly OnnxItem[],
  input: OnnxValue,
  rows = items.length,
  firstIndex = 0,
): Tensor {
  const type = ELEMENT_TYPES[input.type];
  if (!type) throw new TypeError(`OnnxModel: cannot make ${describeValue(input)} of items; use runTensors`);
  const shape = commonShape(items, input, firstIndex);
  const size = shape.reduce((product, length) => product * length, 1);
  const elements = type.allocate(rows * size);
  for (const [at, item] of items.entries()) {
    write(elements, at * size, item, shapeOf(item), { index: firstIndex + at, input, type });
  }
  return new Tensor(input.type, elements.data, [rows, ...shape]);
}

/**
 * The shape an item gets inside a batch of its input.
 *
 * @param index its number in the batch
 * @throws OnnxInputError when it fits in no way
 */
export function shapeInBatch(item: OnnxItem, input: OnnxValue, index: number): readonly number[] {
  const own = shapeOf(item);
  // A model that declares no axes says nothing about its items, so they keep the shape they come with.
  const shape = input.shape.length === 0 ? own : itemShape(own, input.shape.slice(1));
  if (shape) return shape;
  const given = `has shape [${own.join(', ')}]`;
  throw new OnnxInputError(`${given}, which does not fit the input ${describeValue(input)}`, index);
}

function commonShape(items: readonly OnnxItem[], input: OnnxValue, firstIndex: number): readonly number[] {
  let common: readonly number[] | undefined;
  for (const [at, item] of items.entries()) {
    const index = firstIndex + at;
    const shape = shapeInBatch(item, input, index);
    common ??= shape;
    if (shape.join() === common.join()) continue;
    const given = `has shape [${shapeOf(item).join(', ')}]`;
    throw new OnnxInputError(
      `${given}, the items before it [${common.join(', ')}]; a batch needs equal shapes`,
      index,
    );
  }
  return common ?? [];
}

/** Writes `value`, whose shape is `shape`, row by row from `at` on. Never past its end: lists must be that long. */
function write(
  elements: Elements,
  at: number,
  value: OnnxItem,
  shape: readonly number[],
  place: Place,
): void {
  if (typeof value === 'object' && value !== null && isTensor(value)) {
    writeFlat(elements, at, value.data, place);
  } else if (ArrayBuffer.isView(value)) {
    if (shape.length !== 1 || !('length' in value) || value.length !== shape[0]) throw ragged(place);
    writeFlat(elements, at, value, place);
  } else if (Array.isArray(value)) {
    const [length, ...inner] = shape;
    if (value.length !== length) throw ragged(place);
    const step = inner.reduce((product, axis) => product * axis, 1);
    for (const [index, part] of value.entries()) write(elements, at + index * step, part, inner, place);
  } else {
    if (shape.length > 0) throw ragged(place);
    writeOne(elements, at, value, place);
  }
}

function writeFlat(elements: Elements, at: number, values: TensorData, place: Place): void {
  if (elements.setAll(at, values)) return;
  let next = at;
  for (const value of values) writeOne(elements, next++, value, place);
}

function writeOne(elements: Elements, at: number, value: unknown, { index, input, type }: Place): void {
  if (elements.set(at, value)) return;
  const problem = `contains ${describe(value)}; the input ${describeValue(input)} takes ${type.takes}`;
  throw new OnnxInputError(problem, index);
}

const ragged = ({ index }: Place): OnnxInputError =>
  new OnnxInputError('is ragged: its inner lists differ in length or depth', index);
