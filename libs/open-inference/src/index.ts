export { OpenInferenceModule } from './open-inference.module.js';
export type { OpenInferenceModuleOptions } from './open-inference.options.js';
export { openInference, type OpenInferenceOptions } from './open-inference-spec.js';
export { DATATYPES, type Datatype } from './codec/datatypes.js';
export type { BytesElement, InferenceTensor } from './codec/inference-tensor.js';
export type { InferenceInputs, InferenceValue } from './items/split-items.js';
export type {
  InputDescription,
  OnnxSignature,
  OutputDescription,
  TensorDescription,
} from './models/signature.js';
export type { InferParameters, InferRequest, WantedOutput } from './request/infer-request.js';
