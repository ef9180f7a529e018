export { DATATYPES, type Datatype } from './codec/datatypes.js';
export type { InferenceInputs, InferenceValue } from './items/split-items.js';
export type { InferParameters, InferRequest } from './request/infer-request.js';
export type { InputDescription, OutputDescription, TensorDescription } from './models/signature.js';
