import { Tensor } from '#core';
import type { InferenceTensor } from '../codec/inference-tensor.js';
import type { OutputDescription, Signature } from '../models/signature.js';
import { toTensor } from './answer-tensor.js';
import { fitShape, stackItems } from './stack-items.js';

/** What the one output of a model that declares none is called. */
const DEFAULT_OUTPUT = 'output';

/**
 * The outputs of a request by their names.
 *
 * @param answers what the endpoint gave for each item, as `encode` returned it
 * @throws TypeError when that are not the outputs the model has declared
 */
export function answerOutputs(
  answers: readonly unknown[],
  { batchable, outputs }: Pick<Signature, 'batchable' | 'outputs'>,
): ReadonlyMap<string, InferenceTensor> {
  const items = answers.map((answer) => outputsOf(answer, outputs));
  const names = [...(items[0]?.keys() ?? [])];
  return new Map(
    names.map((name) => {
      const declared = outputs?.find((output) => output.name === name);
      const rows = items.map((item) => tensorOf(name, item.get(name), declared, batchable));
      return [name, batchable ? stackItems(rows) : (rows[0] as InferenceTensor)];
    }),
  );
}

/** A record whose keys are outputs, or the only output itself. */
function outputsOf(
  answer: unknown,
  declared: readonly OutputDescription[] | undefined,
): ReadonlyMap<string, unknown> {
  if (!isRecord(answer)) {
    const [only, ...more] = declared ?? [{ name: DEFAULT_OUTPUT }];
    if (only && more.length === 0) return new Map([[only.name, answer]]);
    throw new TypeError('a model with several outputs must answer with a record of them');
  }
  if (!declared) return new Map(Object.entries(answer));
  const missing = declared.find(({ name }) => !Object.hasOwn(answer, name));
  if (missing) throw new TypeError(`the output "${missing.name}" is not in what the endpoint gave`);
  return new Map(declared.map(({ name }) => [name, answer[name]]));
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  !ArrayBuffer.isView(value) &&
  !(value instanceof Tensor);

function tensorOf(
  name: string,
  value: unknown,
  declared: OutputDescription | undefined,
  batchable: boolean,
): InferenceTensor {
  try {
    const tensor = toTensor(value, declared?.datatype);
    if (!declared) return tensor;
    const wanted = batchable ? declared.shape.slice(1) : declared.shape;
    return { ...tensor, shape: fitShape(tensor.shape, wanted) };
  } catch (error) {
    throw new TypeError(`output "${name}": ${(error as Error).message}`, { cause: error });
  }
}
