import type { Tensor } from '#common';
import { ELEMENT_TYPES } from '../tensors/element-types.js';
import { describeValue, type OnnxValue } from '../tensors/onnx-value.js';
import { OnnxInputError } from '../tensors/onnx-input.error.js';

type Feed = Pick<Tensor, 'type' | 'data' | 'dims'>;

/**
 * Holds named tensors against what a model takes, before they reach native code, whose errors name no input.
 *
 * @param isNative whether a tensor is onnxruntime's own, whose elements are right, and need not be in this memory
 * @throws OnnxInputError with all that is wrong: inputs that are missing or unknown, other types, other shapes
 */
export function checkFeeds<Own extends Feed>(
  inputs: readonly OnnxValue[],
  feeds: Readonly<Record<string, Own>>,
  isNative: (feed: Own) => boolean,
): void {
  const known = new Set(inputs.map(({ name }) => name));
  const unknown = Object.keys(feeds).filter((name) => !known.has(name));
  const problems = inputs.flatMap((input) => {
    const feed = Object.hasOwn(feeds, input.name) ? feeds[input.name] : undefined;
    if (!feed) return [`the input ${describeValue(input)} is missing`];
    const problem = problemOf(input, feed) ?? (isNative(feed) ? undefined : elementsProblem(feed));
    return problem === undefined ? [] : [`the input ${describeValue(input)} ${problem}`];
  });
  if (unknown.length > 0) {
    problems.push(`there is no input ${unknown.join(', ')}; there are ${[...known].join(', ')}`);
  }
  if (problems.length > 0) throw new OnnxInputError(problems.join('; '));
}

function problemOf({ type, shape }: OnnxValue, feed: Feed): string | undefined {
  // '' is a sequence, map or optional value, which only onnxruntime knows.
  if (type !== '' && feed.type !== type) return `got a tensor of ${feed.type}`;
  // An undeclared shape looks like that of a scalar: both fit anything.
  if (shape.length === 0) return undefined;
  const fits =
    feed.dims.length === shape.length &&
    shape.every((length, axis) => typeof length === 'string' || length < 0 || length === feed.dims[axis]);
  return fits ? undefined : `got the shape [${feed.dims.join(', ')}]`;
}

function elementsProblem({ type, data }: Feed): string | undefined {
  const element = ELEMENT_TYPES[type];
  if (!element) return 'is of a type that no tensor can be made of here';
  if (element.holds(data)) return undefined;
  return `got a tensor whose elements are in a ${Object.prototype.toString.call(data).slice(8, -1)}`;
}
