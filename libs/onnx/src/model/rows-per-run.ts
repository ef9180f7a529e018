import { describeValue, type OnnxValue } from '../tensors/onnx-value.js';

/** How many items a model takes at a time, when it is so many and no others. */
export interface FixedRows {
  readonly rows: number;
  /** The input that says so. */
  readonly input: OnnxValue;
}

/**
 * The first axis of the inputs, where it has a length.
 *
 * @returns undefined when it is free in all of them
 * @throws TypeError when inputs differ in it: then it is no batch axis
 */
export function fixedRows(inputs: readonly OnnxValue[]): FixedRows | undefined {
  // A scalar looks like an undeclared shape, which may have any first axis.
  const [first, ...others] = inputs.filter(({ shape }) => shape.length > 0);
  if (!first) return undefined;
  const other = others.find((input) => rowsOf(input) !== rowsOf(first));
  if (other) {
    const both = [first, other].map(describeValue).join(' and ');
    throw new TypeError(
      `OnnxModel: ${both} differ in their first axis, which is no batch axis; use runTensors()`,
    );
  }
  const rows = rowsOf(first);
  return rows === undefined ? undefined : { rows, input: first };
}

function rowsOf({ shape: [rows] }: OnnxValue): number | undefined {
  return typeof rows === 'number' && rows > 0 ? rows : undefined;
}

/** What an operator should know before wondering why batches bring nothing. */
export function fixedRowsNotice(name: string, { rows, input }: FixedRows): string {
  const takes = rows === 1 ? 'one item at a time' : `batches of exactly ${rows}`;
  const happens =
    rows === 1
      ? 'a batch is run item by item, and brings nothing'
      : 'smaller ones are filled up with zeros, larger ones run in parts';
  return `${name} takes ${takes} (${describeValue(input)}): ${happens}. Export it with a free batch axis.`;
}
