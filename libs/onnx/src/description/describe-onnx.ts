import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { OnnxValue } from '../tensors/onnx-value.js';
import { fileSource } from '../protobuf/byte-source.js';
import { ProtoReader, type ProtoField } from '../protobuf/proto-reader.js';

/** What goes into a model and comes out of it. */
export interface OnnxDescription {
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
}

/** Fields of the messages in `onnx.proto` that are read here. */
const MODEL = { graph: 7 };
const GRAPH = { initializer: 5, input: 11, output: 12 };
const TENSOR = { name: 8 };
const VALUE = { name: 1, type: 2 };
const TYPE = { tensor: 1 };
const TENSOR_TYPE = { element: 1, shape: 2 };
const SHAPE = { axis: 1 };
const AXIS = { length: 1, name: 2 };

/** By their number in `onnx.proto`. */
// prettier-ignore
const ELEMENT_TYPES: readonly string[] = [
  '', 'float32', 'uint8', 'int8', 'uint16', 'int16', 'int32', 'int64', 'string', 'bool', 'float16', 'float64', 'uint32',
  'uint64', 'complex64', 'complex128', 'bfloat16',
];

/**
 * Reads the inputs and outputs of a model file as `OnnxModel` has them, without loading the model or its weights: for
 * the HTTP process, where no model lives.
 *
 * @param path of the `.onnx` file; a relative one starts at the working directory, a `file:` URL at its module
 * @throws Error when there is no such file, or it is no model
 * @example openInference({ model: 'digits', onnx: describeOnnx('digits.onnx') })
 */
export function describeOnnx(path: string | URL): OnnxDescription {
  const name = resolve(path instanceof URL ? fileURLToPath(path) : path);
  const file = openFile(name);
  try {
    return describeGraph(new ProtoReader(file));
  } catch (cause) {
    throw new Error(`describeOnnx: ${name} is no ONNX model: ${(cause as Error).message}`, { cause });
  } finally {
    file.close();
  }
}

function openFile(name: string) {
  try {
    return fileSource(name);
  } catch (cause) {
    throw new Error(`describeOnnx: there is no model file at ${name}`, { cause });
  }
}

function describeGraph(file: ProtoReader): OnnxDescription {
  const graph = find(file, file.whole, MODEL.graph);
  if (!graph) throw new RangeError('it has no graph');
  const weights = new Set<string>();
  const inputs: OnnxValue[] = [];
  const outputs: OnnxValue[] = [];
  for (const field of file.fields(graph)) {
    if (field.number === GRAPH.initializer) weights.add(textIn(file, field, TENSOR.name));
    else if (field.number === GRAPH.input) inputs.push(readValue(file, field));
    else if (field.number === GRAPH.output) outputs.push(readValue(file, field));
  }
  // Old files list their weights as inputs, too.
  return { inputs: inputs.filter(({ name }) => !weights.has(name)), outputs };
}

function readValue(file: ProtoReader, value: ProtoField): OnnxValue {
  const name = textIn(file, value, VALUE.name);
  const type = find(file, value, VALUE.type);
  const tensor = type && find(file, type, TYPE.tensor);
  if (!tensor) return { name, type: '', shape: [] };
  const element = find(file, tensor, TENSOR_TYPE.element)?.value ?? 0;
  const shape = find(file, tensor, TENSOR_TYPE.shape);
  const axes = shape ? [...file.fields(shape)].filter(({ number }) => number === SHAPE.axis) : [];
  return { name, type: ELEMENT_TYPES[element] ?? '', shape: axes.map((axis) => readAxis(file, axis)) };
}

/** Its length, or its name when it is free. */
function readAxis(file: ProtoReader, axis: ProtoField): number | string {
  const length = find(file, axis, AXIS.length)?.value;
  // A negative number is a huge one in this form, and no length.
  return length !== undefined && Number.isSafeInteger(length) ? length : textIn(file, axis, AXIS.name);
}

function find(
  file: ProtoReader,
  message: Pick<ProtoField, 'start' | 'end'>,
  number: number,
): ProtoField | undefined {
  for (const field of file.fields(message)) if (field.number === number) return field;
  return undefined;
}

function textIn(file: ProtoReader, message: ProtoField, number: number): string {
  const field = find(file, message, number);
  return field ? file.text(field) : '';
}
