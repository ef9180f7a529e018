import { fixedOf } from '../codec/datatypes.js';
import { elementsOf, type BytesElement, type InferenceTensor } from '../codec/inference-tensor.js';

/**
 * Puts the answers of the items of a request behind each other along a first axis.
 *
 * @param rows at least one; of the same datatype
 * @throws TypeError when they differ in shape
 */
export function stackItems(rows: readonly InferenceTensor[]): InferenceTensor {
  const [first] = rows;
  if (!first) throw new TypeError('there are no items');
  const odd = rows.find(({ shape }) => shape.join() !== first.shape.join());
  if (odd) {
    const [one, other] = [first.shape.join(', '), odd.shape.join(', ')];
    throw new TypeError(`the answers to items of one request have the shapes [${one}] and [${other}]`);
  }
  const { datatype } = first;
  const shape = [rows.length, ...first.shape];
  const fixed = fixedOf(datatype);
  if (!fixed) return { datatype, shape, data: rows.flatMap(({ data }) => data as readonly BytesElement[]) };
  const size = elementsOf(first.shape);
  const data = new fixed.Data(rows.length * size);
  for (const [row, one] of rows.entries()) Reflect.apply(data.set, data, [one.data, row * size]);
  return { datatype, shape, data };
}

/**
 * The shape of an item as its output declares it, where the elements fit: models say neither axes of length 1 nor those
 * that follow from the rest.
 *
 * @param wanted may have free axes, written as -1
 */
export function fitShape(shape: readonly number[], wanted: readonly number[]): readonly number[] {
  const free = wanted.filter((length) => length === -1).length;
  const isSame =
    shape.length === wanted.length && wanted.every((length, axis) => length === -1 || length === shape[axis]);
  if (isSame || free > 1) return shape;
  const known = elementsOf(wanted.filter((length) => length !== -1));
  const rest = elementsOf(shape) / known;
  if (free === 0 ? rest !== 1 : !Number.isInteger(rest)) return shape;
  return wanted.map((length) => (length === -1 ? rest : length));
}
