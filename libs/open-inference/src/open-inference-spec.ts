import { LitSpec, type SpecDescriptor } from '#core';
import type { InferenceInputs } from './items/split-items.js';
import type { InputDescription, OnnxSignature, OutputDescription } from './models/signature.js';
import type { InferRequest } from './request/infer-request.js';

/** How an endpoint is a model of the Open Inference Protocol. */
export interface OpenInferenceOptions {
  /** Its name on the routes. @default none: it is required */
  readonly model: string;
  /** Another endpoint may be another version of the same model; without one in the path the highest is asked. @default '1' */
  readonly version?: string;
  /** What metadata calls it: `<project>_<format>`. @default `'onnx_onnxv1'` with `onnx`, else `'litserve_nodejs'` */
  readonly platform?: string;
  /** What it takes; requests are held against it. @default those of `onnx`, else anything */
  readonly inputs?: readonly InputDescription[];
  /** What it gives; answers are made to fit. @default those of `onnx`, else whatever it gives */
  readonly outputs?: readonly OutputDescription[];
  /** Inputs and outputs of a model file, as `describeOnnx` reads them. @default none */
  readonly onnx?: OnnxSignature;
  /** The first axis of every tensor is the batch: each row is an item. @default true */
  readonly batchable?: boolean;
  /** How many items one request may be. @default 2048 */
  readonly maxItems?: number;
  /**
   * What `decodeRequest` gets for one item. @default the value of the input, with several inputs a record of them
   */
  decode?(inputs: InferenceInputs, request: InferRequest): unknown;
  /**
   * The output, or a record of outputs, of what the endpoint gave for one item: tensors, typed arrays, texts, numbers and
   * lists of them. @default what it gave; the texts of a stream as one
   */
  encode?(answer: unknown): unknown;
}

export const openInferenceSpec = new LitSpec<OpenInferenceOptions>(
  'Open Inference',
  'OpenInferenceModule.forRoot()',
);

/**
 * Serves an endpoint as a model of the Open Inference Protocol.
 *
 * @example
 * \@LitEndpoint({ specs: [openInference({ model: 'digits', onnx: describeOnnx('digits.onnx') })] })
 */
export function openInference(options: OpenInferenceOptions): SpecDescriptor {
  return openInferenceSpec.declare(options);
}
