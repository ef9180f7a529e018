import { OnnxInputError } from '../tensors/onnx-input.error.js';
import { describeValue, type OnnxValue } from '../tensors/onnx-value.js';
import type { OnnxItem } from '../tensors/stack-items.js';

/** One item for a model of several inputs, by their names. */
export type OnnxRecord = Readonly<Record<string, OnnxItem>>;

/** @throws OnnxInputError when the item lacks an input, or has what is none */
export function checkNames(inputs: readonly OnnxValue[], item: OnnxRecord, index: number): void {
  const known = inputs.map(({ name }) => name);
  const missing = known.filter((name) => !Object.hasOwn(item, name) || item[name] === undefined);
  const unknown = Object.keys(item).filter((name) => !known.includes(name));
  if (missing.length === 0 && unknown.length === 0) return;
  const lacks = missing.length > 0 ? [`lacks ${missing.join(', ')}`] : [];
  const has = unknown.length > 0 ? [`has ${unknown.join(', ')}`] : [];
  const expected = inputs.map(describeValue).join('; ');
  throw new OnnxInputError(`${[...lacks, ...has].join(' and ')}; the inputs are ${expected}`, index);
}
