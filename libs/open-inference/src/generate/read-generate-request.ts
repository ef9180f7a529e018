import { BadRequestException } from '@nestjs/common';
import type { InferenceTensor } from '../codec/inference-tensor.js';
import type { Signature } from '../models/signature.js';
import type { InferRequest } from '../request/infer-request.js';
import { parseObject } from '../request/read-infer-request.js';
import { readParameters } from '../request/read-parameters.js';

/** What the one input of a model that declares none is called. */
const DEFAULT_INPUT = 'text_input';

/**
 * A text for a model, as an inference request of one item. Fields that the protocol does not know are parameters.
 *
 * @throws BadRequestException
 */
export function readGenerateRequest(body: Buffer, signature: Signature): InferRequest {
  const { id, text_input: text, parameters, ...more } = parseObject(body.toString());
  if (typeof text !== 'string') throw new BadRequestException('"text_input" must be a string');
  if (id !== undefined && typeof id !== 'string') throw new BadRequestException('"id" must be a string');
  return {
    ...(id === undefined ? {} : { id }),
    parameters: { ...readParameters(more, 'the request'), ...readParameters(parameters, 'the request') },
    inputs: new Map([textInput(text, signature)]),
    binaryOutput: false,
  };
}

function textInput(text: string, { inputs }: Signature): [string, InferenceTensor] {
  const [input = { name: DEFAULT_INPUT, datatype: 'BYTES', shape: [1] }, ...more] = inputs ?? [];
  if (input.datatype !== 'BYTES' || more.length > 0) {
    throw new BadRequestException('The model does not take one text');
  }
  return [input.name, { datatype: 'BYTES', shape: input.shape.map(() => 1), data: [text] }];
}
