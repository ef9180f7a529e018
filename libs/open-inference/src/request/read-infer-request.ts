import { BadRequestException } from '@nestjs/common';
import { splitBody } from '../codec/split-body.js';
import type { Signature } from '../models/signature.js';
import type { InferRequest } from './infer-request.js';
import { flagParameter, isObject, readParameters } from './read-parameters.js';
import { readInputs } from './read-inputs.js';
import { readOutputs } from './read-outputs.js';
import { readRawRequest } from './read-raw-request.js';

/**
 * Reads an inference request: JSON, JSON followed by binary tensors, or nothing but a tensor.
 *
 * @param headerLength the header `Inference-Header-Content-Length`
 * @param signature of the model, which a raw request needs: it says nothing about itself
 * @throws BadRequestException
 */
export function readInferRequest(
  body: Buffer,
  headerLength: string | readonly string[] | undefined,
  signature: Signature,
): InferRequest {
  const { json, binary } = splitBody(body, headerLength);
  if (!json) return readRawRequest(binary, signature);
  const text = json.toString();
  const { id, parameters: given, inputs, outputs } = parseObject(text);
  if (id !== undefined && typeof id !== 'string') throw new BadRequestException('"id" must be a string');
  const parameters = readParameters(given, 'the request');
  const binaryOutput = flagParameter(parameters, 'binary_data_output', 'the request') ?? false;
  const wanted = readOutputs(outputs, binaryOutput);
  return {
    ...(id === undefined ? {} : { id }),
    parameters,
    inputs: readInputs(inputs, text, binary),
    ...(wanted ? { outputs: wanted } : {}),
    binaryOutput,
  };
}

/** @throws BadRequestException */
export function parseObject(json: string): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    throw new BadRequestException('The body is not valid JSON');
  }
  if (isObject(value)) return value;
  throw new BadRequestException('The body must be a JSON object');
}
