import { BadRequestException } from '@nestjs/common';
import type { InferenceTensor } from '../codec/inference-tensor.js';
import type { InputDescription, Signature } from '../models/signature.js';
import type { InferRequest } from './infer-request.js';

/**
 * Holds a request against what its model declares; where it declares nothing, anything is let in.
 *
 * @throws BadRequestException
 */
export function checkRequest(request: InferRequest, { inputs, outputs }: Signature): void {
  if (request.inputs.size === 0) throw new BadRequestException('A request needs at least one input');
  if (inputs) checkInputs(request.inputs, inputs);
  const strange = outputs && request.outputs?.find((one) => outputs.every(({ name }) => name !== one.name));
  if (strange) throw new BadRequestException(`There is no output "${strange.name}"`);
}

function checkInputs(
  given: ReadonlyMap<string, InferenceTensor>,
  declared: readonly InputDescription[],
): void {
  for (const name of given.keys()) {
    if (declared.every((input) => input.name !== name)) {
      throw new BadRequestException(`There is no input "${name}"`);
    }
  }
  for (const input of declared) {
    const tensor = given.get(input.name);
    if (!tensor) throw new BadRequestException(`The input "${input.name}" is missing`);
    checkTensor(tensor, input);
  }
}

function checkTensor({ datatype, shape }: InferenceTensor, declared: InputDescription): void {
  const of = `"${declared.name}" is ${declared.datatype} [${declared.shape.join(', ')}]`;
  if (datatype !== declared.datatype) throw new BadRequestException(`${of}, not ${datatype}`);
  const fits =
    shape.length === declared.shape.length &&
    declared.shape.every((length, axis) => length === -1 || length === shape[axis]);
  if (!fits) throw new BadRequestException(`${of}, which [${shape.join(', ')}] does not fit`);
}
