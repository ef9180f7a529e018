import { isTensor, LitServeException, type TensorData } from '#common';
import type { OnnxModel } from '../model/onnx-model.js';
import { checkNames, type OnnxRecord } from '../model/onnx-record.js';
import { OnnxInputError } from '../tensors/onnx-input.error.js';
import type { OnnxValue } from '../tensors/onnx-value.js';
import { shapeInBatch, type OnnxItem } from '../tensors/stack-items.js';

/** What a model takes for one request: the value of its only input, or a value for each by name. */
export type OnnxInput = OnnxItem | OnnxRecord;

/** What it gives: its only output, flat, or all of them by name. */
export type OnnxOutput = TensorData | Record<string, TensorData>;

/**
 * Runs a model on what clients have sent. An item that does not fit is its own error and keeps no other from running;
 * items of unequal shapes, which cannot be in one tensor, run apart.
 *
 * @returns a result or an error per item, in order
 */
export async function runItems(
  model: OnnxModel,
  items: readonly OnnxInput[],
): Promise<(OnnxOutput | LitServeException)[]> {
  const results: (OnnxOutput | LitServeException)[] = [];
  const groups = new Map<string, { index: number; record: OnnxRecord }[]>();
  for (const [index, item] of items.entries()) {
    try {
      const record = recordOf(model.inputs, item, index);
      const shapes = model.inputs.map((input) => shapeInBatch(record[input.name]!, input, index).join());
      const key = shapes.join(';');
      groups.set(key, [...(groups.get(key) ?? []), { index, record }]);
    } catch (error) {
      results[index] = refusal(error);
    }
  }
  for (const group of groups.values()) {
    for (const [index, result] of await runGroup(model, group)) results[index] = result;
  }
  return results;
}

async function runGroup(
  model: OnnxModel,
  group: readonly { index: number; record: OnnxRecord }[],
): Promise<Map<number, OnnxOutput | LitServeException>> {
  const results = new Map<number, OnnxOutput | LitServeException>();
  let left = [...group];
  while (left.length > 0) {
    try {
      const outputs = await model.runBatch(left.map(({ record }) => record));
      for (const [at, output] of outputs.entries()) results.set(left[at]!.index, resultOf(model, output));
      break;
    } catch (error) {
      // A wrong element shows when it is stacked: the model has not run then, and the others try again without it.
      const bad = error instanceof OnnxInputError && error.item !== undefined ? left[error.item] : undefined;
      if (!bad) throw error;
      results.set(bad.index, refusal(error));
      left = left.filter((one) => one !== bad);
    }
  }
  return results;
}

function recordOf(inputs: readonly OnnxValue[], item: OnnxInput, index: number): OnnxRecord {
  const [only, ...others] = inputs;
  if (only && others.length === 0 && !isRecord(item)) return { [only.name]: item };
  const record = isRecord(item) ? item : {};
  checkNames(inputs, record, index);
  return record;
}

function isRecord(item: OnnxInput): item is OnnxRecord {
  return (
    typeof item === 'object' &&
    item !== null &&
    !Array.isArray(item) &&
    !ArrayBuffer.isView(item) &&
    !isTensor(item)
  );
}

function resultOf({ outputs }: OnnxModel, output: Record<string, TensorData>): OnnxOutput {
  const [only, ...others] = outputs;
  return only && others.length === 0 ? output[only.name]! : output;
}

function refusal(cause: unknown): LitServeException {
  if (!(cause instanceof OnnxInputError)) throw cause;
  return new LitServeException('invalid_input', { details: { reason: cause.problem }, cause });
}
