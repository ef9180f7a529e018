import type { InferenceModel } from './inference-model.js';
import type { TensorDescription } from './signature.js';

/** What a client is told about a model; what nobody has declared is an empty list. */
export function modelMetadata(
  { name, platform, signature: { inputs = [], outputs = [] } }: InferenceModel,
  versions: readonly InferenceModel[],
): object {
  return {
    name,
    versions: versions.map(({ version }) => version),
    platform,
    inputs: inputs.map(tensorMetadata),
    outputs: outputs.map(tensorMetadata),
  };
}

const tensorMetadata = ({ name, datatype, shape }: TensorDescription): TensorDescription => ({
  name,
  datatype,
  shape,
});
