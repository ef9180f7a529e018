import { BadRequestException } from '@nestjs/common';
import type { WantedOutput } from './infer-request.js';
import { flagParameter, isObject, isTensorName, readParameters, wholeParameter } from './read-parameters.js';

/**
 * @param binaryOutput what holds for those that do not say
 * @returns `undefined` when the client wants all of them
 * @throws BadRequestException
 */
export function readOutputs(outputs: unknown, binaryOutput: boolean): readonly WantedOutput[] | undefined {
  if (outputs === undefined || outputs === null) return undefined;
  if (!Array.isArray(outputs)) throw new BadRequestException('"outputs" must be a list');
  if (outputs.length === 0) return undefined;
  const wanted = outputs.map((output, index) => readOutput(output, index, binaryOutput));
  const names = new Set(wanted.map(({ name }) => name));
  if (names.size < wanted.length) throw new BadRequestException('An output is asked for twice');
  return wanted;
}

function readOutput(output: unknown, index: number, binaryOutput: boolean): WantedOutput {
  const { name, parameters: given } = isObject(output) ? output : {};
  if (!isTensorName(name)) {
    throw new BadRequestException(`Output ${index} must be an object with a name`);
  }
  const of = `"${name}"`;
  const parameters = readParameters(given, of);
  const binary = flagParameter(parameters, 'binary_data', of) ?? binaryOutput;
  const classes = wholeParameter(parameters, 'classification', of);
  return { name, binary, ...(classes ? { classes } : {}) };
}
