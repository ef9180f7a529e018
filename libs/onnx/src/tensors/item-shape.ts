import { isTensor } from '#common';

/** The lengths of the axes of a value: a number has none, a list of lists of numbers two. Looks at first elements only. */
export function shapeOf(value: unknown): readonly number[] {
  if (Array.isArray(value)) return [value.length, ...(value.length > 0 ? shapeOf(value[0]) : [])];
  if (typeof value !== 'object' || value === null) return [];
  if (isTensor(value)) return value.dims;
  return ArrayBuffer.isView(value) && 'length' in value ? [Number(value.length)] : [];
}

const product = (lengths: readonly number[]): number => lengths.reduce((size, length) => size * length, 1);
const withoutOnes = (shape: readonly (number | string)[]) => shape.filter((length) => length !== 1);
const fits = (own: readonly number[], wanted: readonly (number | string)[]): boolean =>
  own.length === wanted.length &&
  wanted.every((length, axis) => typeof length === 'string' || length === own[axis]);

/**
 * The shape an item gets inside the batch. It may come as the model declares it, flat, or with axes of length 1 left
 * out or added; anything else would be a guess about the meaning of its axes.
 *
 * @param own the shape the item has
 * @param wanted the model's axes after the first, free ones by name
 * @returns undefined when the item does not fit
 */
export function itemShape(
  own: readonly number[],
  wanted: readonly (number | string)[],
): readonly number[] | undefined {
  if (fits(own, wanted)) return own;
  const fixed = wanted.filter((length) => typeof length === 'number');
  const free = wanted.length - fixed.length;
  const size = product(own);
  if (free === 0) {
    const sameValues =
      own.length === 1 ||
      fits(
        own.filter((length) => length !== 1),
        withoutOnes(wanted),
      );
    return sameValues && size === product(fixed) ? fixed : undefined;
  }
  const rest = size / product(fixed);
  if (free > 1 || own.length !== 1 || !Number.isInteger(rest)) return undefined;
  return wanted.map((length) => (typeof length === 'number' ? length : rest));
}
