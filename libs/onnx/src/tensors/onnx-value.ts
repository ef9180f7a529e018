import type { InferenceSession } from 'onnxruntime-node';

/** An input or output of a model, as the model file declares it. */
export interface OnnxValue {
  readonly name: string;
  /** Element type in ONNX's words: `float32`, `int64`, … `''` for what is not a tensor. */
  readonly type: string;
  /** One entry per axis: its length, or its name when it is free. Empty for a scalar and for an undeclared shape. */
  readonly shape: readonly (number | string)[];
}

export function onnxValue(metadata: InferenceSession.ValueMetadata): OnnxValue {
  return metadata.isTensor
    ? { name: metadata.name, type: metadata.type, shape: [...metadata.shape] }
    : { name: metadata.name, type: '', shape: [] };
}

/** `Input3 float32 [1, 1, 28, 28]`, for errors. */
export function describeValue({ name, type, shape }: OnnxValue): string {
  return `${name} ${type || '(not a tensor)'} [${shape.map((axis) => axis || '?').join(', ')}]`;
}
