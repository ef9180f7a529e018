import { BadRequestException } from '@nestjs/common';
import { writeBinaryData } from '../codec/binary-data.js';
import type { InferenceTensor } from '../codec/inference-tensor.js';
import { writeJsonData } from '../codec/json-data.js';
import type { InferenceModel } from '../models/inference-model.js';
import type { InferRequest, WantedOutput } from '../request/infer-request.js';
import { classify } from './classify.js';

/** An answer to an inference request, ready to be sent. */
export interface WrittenAnswer {
  readonly json: string;
  /** What comes after the JSON; empty when nothing is binary. */
  readonly binary: readonly Uint8Array[];
  readonly isBinary: boolean;
}

/**
 * @throws BadRequestException when the client wants an output that is not there, or in a form that it does not have
 */
export function writeAnswer(
  model: InferenceModel,
  request: InferRequest,
  tensors: ReadonlyMap<string, InferenceTensor>,
): WrittenAnswer {
  const wanted = request.outputs ?? Array.from(tensors.keys(), (name) => allOf(name, request));
  const binary: Uint8Array[] = [];
  const outputs = wanted.map((output) => {
    const tensor = pick(output, tensors, model);
    if (!output.binary) return written(output.name, tensor, `"data":${writeJsonData(output.name, tensor)}`);
    const bytes = writeBinaryData(tensor);
    binary.push(bytes);
    return written(output.name, tensor, `"parameters":{"binary_data_size":${bytes.length}}`);
  });
  const { id } = request;
  const head = { model_name: model.name, model_version: model.version, ...(id === undefined ? {} : { id }) };
  const json = `${open(head)},"outputs":[${outputs.join(',')}]}`;
  return { json, binary, isBinary: binary.length > 0 };
}

const allOf = (name: string, { binaryOutput }: InferRequest): WantedOutput => ({
  name,
  binary: binaryOutput,
});

function pick(
  { name, classes }: WantedOutput,
  tensors: ReadonlyMap<string, InferenceTensor>,
  { signature: { batchable, outputs } }: InferenceModel,
): InferenceTensor {
  const tensor = tensors.get(name);
  if (!tensor) throw new BadRequestException(`There is no output "${name}"`);
  if (classes === undefined) return tensor;
  const labels = outputs?.find((output) => output.name === name)?.labels;
  return classify(tensor, classes, batchable, labels);
}

const written = (name: string, { shape, datatype }: InferenceTensor, data: string): string =>
  `${open({ name, shape, datatype })},${data}}`;

/** An object as JSON, without its end. */
const open = (object: object): string => JSON.stringify(object).slice(0, -1);
