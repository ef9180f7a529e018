import { BadRequestException } from '@nestjs/common';
import { elementsOf, type InferenceTensor } from '../codec/inference-tensor.js';

/**
 * The best classes of each row, as texts `value:index` or `value:index:label`, the best one first.
 *
 * @param classes how many of them; no more than there are
 * @throws BadRequestException for BYTES and half floats, which have no order
 */
export function classify(
  { datatype, shape, data }: InferenceTensor,
  classes: number,
  batchable: boolean,
  labels: readonly string[] = [],
): InferenceTensor {
  if (!ArrayBuffer.isView(data) || datatype === 'FP16' || datatype === 'BF16') {
    throw new BadRequestException(`${datatype} cannot be classified`);
  }
  const outer = batchable ? shape.slice(0, 1) : [];
  const size = elementsOf(shape.slice(outer.length));
  const best = Math.min(classes, size);
  const rows = Array.from({ length: elementsOf(outer) }, (_, row) => {
    const elements = data.subarray(row * size, (row + 1) * size);
    const values = [...(elements.values() as Iterable<number | bigint>)];
    return [...values.keys()]
      .toSorted((a, b) => compare(values[b], values[a]) || a - b)
      .slice(0, best)
      .map((index) => [values[index], index, labels[index]].filter((part) => part !== undefined).join(':'));
  });
  return { datatype: 'BYTES', shape: [...outer, best], data: rows.flat() };
}

/** What is no number comes last. */
function compare(a: number | bigint | undefined, b: number | bigint | undefined): number {
  const isLess = Number.isNaN(a) ? !Number.isNaN(b) : (a ?? 0) < (b ?? 0);
  if (isLess) return -1;
  return (a ?? 0) > (b ?? 0) || Number.isNaN(b) ? 1 : 0;
}
