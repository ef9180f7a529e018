export { describeOnnx, type OnnxDescription } from './describe-onnx.js';
export { OnnxModel, type OnnxModelOptions } from './onnx-model.js';
export type { OnnxItem } from './stack-items.js';
export type { OnnxValue } from './onnx-value.js';
export { argmax, softmax } from './scores.js';
export { Tensor } from '#common';
