import type { Tensor as OnnxTensor } from 'onnxruntime-node';
import { isTensor, Tensor, type TensorData } from '#common';
import { itemShape } from '../tensors/item-shape.js';
import type { OnnxValue } from '../tensors/onnx-value.js';
import { resultRows, splitRows } from '../tensors/split-rows.js';
import { stackItems, type OnnxItem } from '../tensors/stack-items.js';

/** What of a model is needed to run it on batches. */
interface Runs {
  readonly outputs: readonly OnnxValue[];
  runTensors(feeds: Readonly<Record<string, Tensor>>): Promise<Record<string, OnnxTensor>>;
}

/** The items of a batch by input: for each item its part of it, or one tensor of them all. */
export interface Column {
  readonly input: OnnxValue;
  readonly items: readonly OnnxItem[] | Tensor;
}

/**
 * Runs a model on a batch, in parts when it takes a fixed number of items.
 *
 * @param rows what the model takes at a time, or undefined for any number
 * @returns by output the part of each item, in order
 */
export async function runColumns(
  model: Runs,
  columns: readonly Column[],
  count: number,
  rows: number | undefined,
): Promise<Record<string, TensorData[]>> {
  const results: Record<string, TensorData[]> = Object.fromEntries(
    model.outputs.map(({ name }) => [name, []]),
  );
  const step = rows ?? count;
  for (let first = 0; first < count; first += step) {
    const feeds = columns.map((column) => [column.input.name, feedOf(column, first, step, rows)] as const);
    const answer = await model.runTensors(Object.fromEntries(feeds));
    for (const [name, parts] of Object.entries(results)) {
      const tensor = answer[name];
      if (!tensor) continue;
      // What a padded run gives beyond its items is nobody's.
      for (const part of resultRows(tensor, step, `output ${name}`).slice(0, count - first)) parts.push(part);
    }
  }
  return results;
}

function feedOf({ input, items }: Column, first: number, step: number, rows: number | undefined): Tensor {
  if (!isTensor(items)) return stackItems(items.slice(first, first + step), input, step, first);
  const whole = rows === undefined ? asItIs(items, input) : undefined;
  return whole ?? stackItems(rowsOf(items).slice(first, first + step), input, step, first);
}

/** A batch that is one tensor of the right type already needs no copy, at most another shape. */
function asItIs({ type, data, dims }: Tensor, input: OnnxValue): Tensor | undefined {
  const [count = 0, ...own] = dims;
  const shape = input.shape.length === 0 ? own : itemShape(own, input.shape.slice(1));
  // Booleans are bytes, and only 0 and 1 of them; stacking looks.
  if (type !== input.type || type === 'bool' || !shape) return undefined;
  return new Tensor(type, data, [count, ...shape]);
}

/** A batch that is one tensor, as the items it consists of. */
function rowsOf(batch: Tensor): Tensor[] {
  const [rows = 0, ...shape] = batch.dims;
  return splitRows(batch, rows, 'the batch').map((data) => new Tensor(batch.type, data, shape));
}
