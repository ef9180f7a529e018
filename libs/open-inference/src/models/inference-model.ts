import type { LitServeEndpoint } from '#core';
import type { OpenInferenceOptions } from '../open-inference-spec.js';
import { describedByOnnx, type Signature } from './signature.js';

const MAX_ITEMS = 2048;

/** A version of a model, and the endpoint that it is. */
export interface InferenceModel {
  readonly endpoint: LitServeEndpoint;
  readonly options: OpenInferenceOptions;
  readonly name: string;
  readonly version: string;
  readonly platform: string;
  readonly maxItems: number;
  readonly signature: Signature;
}

/** @throws TypeError when its ONNX description has no words in the protocol */
export function inferenceModel(endpoint: LitServeEndpoint, options: OpenInferenceOptions): InferenceModel {
  const { model, version = '1', onnx, batchable = true, maxItems = MAX_ITEMS } = options;
  const described = onnx ? describedByOnnx(onnx, batchable) : undefined;
  return {
    endpoint,
    options,
    name: model,
    version,
    platform: options.platform ?? (onnx ? 'onnx_onnxv1' : 'litserve_nodejs'),
    maxItems,
    signature: {
      batchable,
      inputs: options.inputs ?? described?.inputs,
      outputs: options.outputs ?? described?.outputs,
    },
  };
}
