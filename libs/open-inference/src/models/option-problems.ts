import type { LitServeEndpoint } from '#core';
import { DATATYPES, isDatatype } from '../codec/datatypes.js';
import type { OpenInferenceOptions } from '../open-inference-spec.js';
import { describedByOnnx, type TensorDescription } from './signature.js';

interface Declared {
  readonly endpoint: Pick<LitServeEndpoint, 'cls'>;
  readonly options: OpenInferenceOptions;
}

/** What is wrong with the options of descriptors, all of it. */
export function optionProblems(declared: readonly Declared[]): string[] {
  return declared.flatMap((one, index) => [
    ...ownProblems(one).map((problem) => `${one.endpoint.cls.name} openInference(): ${problem}`),
    ...twins(one, declared.slice(0, index)),
  ]);
}

function ownProblems({ options }: Declared): string[] {
  const { model, version = '1', batchable = true, maxItems = 1, onnx } = options;
  const problems: string[] = [];
  if (!isName(model)) problems.push('model must be a text that is not empty');
  if (!isName(version) || version.includes('/')) problems.push('version must be a text without /');
  if (typeof batchable !== 'boolean') problems.push('batchable must be a boolean');
  if (!Number.isInteger(maxItems) || maxItems < 1) problems.push('maxItems must be a whole number from 1');
  for (const name of ['inputs', 'outputs'] as const) {
    problems.push(...tensorProblems(name, options[name], batchable));
  }
  try {
    if (onnx) describedByOnnx(onnx, batchable);
  } catch (error) {
    problems.push(`onnx: ${(error as Error).message}`);
  }
  return problems;
}

function tensorProblems(
  list: string,
  tensors: readonly TensorDescription[] | undefined,
  batchable: boolean,
): string[] {
  if (tensors === undefined) return [];
  if (tensors.length === 0) return [`${list} must not be empty; leave it out for anything`];
  const names = new Set(tensors.map(({ name }) => name));
  const problems = names.size < tensors.length ? [`${list} has a name twice`] : [];
  for (const { name, datatype, shape } of tensors) {
    if (!isName(name) || name === '__proto__') problems.push(`${list}: each needs a name`);
    if (!isDatatype(datatype)) {
      problems.push(`${list} "${name}": datatype must be one of ${DATATYPES.join(', ')}`);
    }
    if (!shape.every((length) => Number.isSafeInteger(length) && length >= -1)) {
      problems.push(`${list} "${name}": shape must be whole numbers, -1 for a free axis`);
    }
    if (batchable && shape[0] !== -1) {
      problems.push(`${list} "${name}": its first axis is the batch and must be -1, or batchable false`);
    }
  }
  return problems;
}

function twins({ endpoint, options }: Declared, before: readonly Declared[]): string[] {
  const twin = before.find((one) => idOf(one.options) === idOf(options));
  if (!twin) return [];
  const who = `${twin.endpoint.cls.name} and ${endpoint.cls.name}`;
  const what = `version ${options.version ?? '1'} of the Open Inference model "${options.model}"`;
  return [`two endpoints are ${what}: ${who}; give one another version`];
}

const isName = (value: unknown): value is string => typeof value === 'string' && value !== '';

const idOf = ({ model, version = '1' }: OpenInferenceOptions): string => JSON.stringify([model, version]);
