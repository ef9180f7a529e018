import { Tensor } from '#common';
import { ELEMENT_TYPES } from '../tensors/element-types.js';
import { describeValue, type OnnxValue } from '../tensors/onnx-value.js';

/**
 * Zeros of the declared shapes, for runs whose answers nobody reads.
 *
 * @param rows length of the batch axis: the first one, and those of the same name
 * @param axes lengths of the other free axes, by name, or by input and number: `input.1`
 * @throws TypeError naming the axes whose length is not known
 */
export function zeroFeeds(
  inputs: readonly OnnxValue[],
  rows: number,
  axes: Readonly<Record<string, number>> = {},
): Record<string, Tensor> {
  const missing = unknownAxes(inputs, axes);
  if (missing.length > 0) {
    throw new TypeError(`OnnxModel: a warm-up needs the lengths of ${missing.join(', ')}: give them as axes`);
  }
  const length = lengthOf(inputs, rows, axes);
  return Object.fromEntries(
    inputs.map((input) => {
      const dims = input.shape.map((_, axis) => length(input, axis) ?? 0);
      const size = dims.reduce((product, one) => product * one, 1);
      const elements = ELEMENT_TYPES[input.type]?.allocate(size);
      if (!elements) throw new TypeError(`OnnxModel: no zeros can be made for ${describeValue(input)}`);
      return [input.name, new Tensor(input.type, elements.data, dims)];
    }),
  );
}

/** The free axes that are no batch and whose length is not given. */
export function unknownAxes(
  inputs: readonly OnnxValue[],
  axes: Readonly<Record<string, number>> = {},
): string[] {
  const length = lengthOf(inputs, 1, axes);
  const unknown = inputs.flatMap((input) =>
    input.shape.flatMap((name, axis) =>
      length(input, axis) === undefined
        ? [typeof name === 'string' && name !== '' ? name : `${input.name}.${axis}`]
        : [],
    ),
  );
  return [...new Set(unknown)];
}

function lengthOf(inputs: readonly OnnxValue[], rows: number, axes: Readonly<Record<string, number>>) {
  const batches = new Set(inputs.map(({ shape }) => shape[0]).filter((axis) => axis !== ''));
  return ({ name, shape }: OnnxValue, axis: number): number | undefined => {
    const declared = shape[axis] ?? '';
    if (typeof declared === 'number' && declared >= 0) return declared;
    const given = axes[`${name}.${axis}`] ?? axes[declared];
    return given ?? (axis === 0 || batches.has(declared) ? rows : undefined);
  };
}
