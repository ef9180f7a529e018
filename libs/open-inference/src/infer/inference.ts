import { from, lastValueFrom, map, mergeMap, toArray } from 'rxjs';
import type { LitServeEndpoint, OpenCallOptions, OpenEndpoint } from '#core';
import type { InferenceTensor } from '../codec/inference-tensor.js';
import { answerOutputs } from '../items/answer-outputs.js';
import { splitItems, type InferenceInputs } from '../items/split-items.js';
import type { InferenceModel } from '../models/inference-model.js';
import { callOptions } from '../request/call-options.js';
import { checkRequest } from '../request/check-inputs.js';
import type { InferRequest } from '../request/infer-request.js';

/** What the endpoint is asked for a request: an item each. */
export interface InferenceItems {
  readonly inputs: readonly unknown[];
  readonly options: OpenCallOptions;
}

/** @throws BadRequestException when the request is not what the model takes */
export function inferenceItems(model: InferenceModel, request: InferRequest): InferenceItems {
  checkRequest(request, model.signature);
  const { options } = model;
  const items = splitItems(request.inputs, model.signature, model.maxItems);
  return {
    inputs: items.map((inputs) => (options.decode ? options.decode(inputs, request) : onlyInput(inputs))),
    options: callOptions(request.parameters),
  };
}

function onlyInput(inputs: InferenceInputs): unknown {
  const values = Object.values(inputs);
  return values.length === 1 ? values[0] : inputs;
}

/**
 * Runs the items of a request, which join the batches of the endpoint, and puts their answers together. An error of one
 * cancels the others.
 */
export async function infer(
  model: InferenceModel,
  { inputs, options }: InferenceItems,
  open: OpenEndpoint,
): Promise<ReadonlyMap<string, InferenceTensor>> {
  const { stream } = model.endpoint.options;
  const answers = from(inputs).pipe(
    mergeMap(
      (input, index) =>
        open.stream(input, options).pipe(
          toArray(),
          map((chunks) => ({ index, answer: stream ? joined(chunks) : chunks[0] })),
        ),
      atOnce(model.endpoint),
    ),
    toArray(),
  );
  const all = await lastValueFrom(answers);
  const inOrder = all.toSorted((a, b) => a.index - b.index).map(({ answer }) => answer);
  return outputsOf(model, inOrder);
}

/** @throws TypeError when the endpoint gave what its outputs cannot be */
export function outputsOf(
  { options, signature }: InferenceModel,
  answers: readonly unknown[],
): ReadonlyMap<string, InferenceTensor> {
  const encoded = answers.map((answer) => (options.encode ? options.encode(answer) : answer));
  return answerOutputs(encoded, signature);
}

/** The chunks of a stream as one answer. */
const joined = (chunks: readonly unknown[]): unknown =>
  chunks.every((chunk) => typeof chunk === 'string') ? chunks.join('') : chunks;

/** Enough for full batches, and never so many that one request fills the queue by itself. */
function atOnce({ options: { maxBatchSize, maxQueueSize } }: LitServeEndpoint): number {
  return Math.max(1, Math.min(Math.max(16, maxBatchSize * 2), Math.floor(maxQueueSize / 2)));
}
