import { BadRequestException } from '@nestjs/common';
import type { InferenceTensor } from '../codec/inference-tensor.js';
import type { InferenceModel } from '../models/inference-model.js';
import type { InferRequest } from '../request/infer-request.js';

/**
 * The answer to a text, or a piece of it.
 *
 * @throws BadRequestException when the model gives something else
 */
export function generatedText(
  { name, version }: InferenceModel,
  { id }: InferRequest,
  tensors: ReadonlyMap<string, InferenceTensor>,
): object {
  const [only, ...more] = tensors.values();
  const { data } = tensors.get('text_output') ?? (more.length === 0 ? only : undefined) ?? { data: [] };
  const [element] = data;
  if (data.length !== 1 || (typeof element !== 'string' && !(element instanceof Uint8Array))) {
    throw new BadRequestException('The model does not answer with one text');
  }
  const text = typeof element === 'string' ? element : Buffer.from(element).toString();
  return { ...(id === undefined ? {} : { id }), model_name: name, model_version: version, text_output: text };
}
