import { BadRequestException } from '@nestjs/common';
import type { InferParameters } from './infer-request.js';

type JsonObject = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const MAX_NAME_CHARACTERS = 256;

/** Names are keys of records, and come back in errors. */
export const isTensorName = (name: unknown): name is string =>
  typeof name === 'string' && name !== '' && name !== '__proto__' && name.length <= MAX_NAME_CHARACTERS;

/**
 * @param of whose they are, for errors
 * @throws BadRequestException
 */
export function readParameters(given: unknown, of: string): InferParameters {
  if (given === undefined || given === null) return {};
  if (!isObject(given)) throw new BadRequestException(`The parameters of ${of} must be an object`);
  // Assigned to an object, this key would change its prototype.
  const entries = Object.entries(given).filter(([name]) => name !== '__proto__');
  const wrong = entries.find(([, value]) => !['string', 'number', 'boolean'].includes(typeof value));
  if (wrong) {
    throw new BadRequestException(
      `The parameter "${wrong[0].slice(0, MAX_NAME_CHARACTERS)}" of ${of} must be a string, a number or a boolean`,
    );
  }
  return Object.fromEntries(entries) as InferParameters;
}

/** @throws BadRequestException unless it is a whole number from `min`, or absent */
export function wholeParameter(
  parameters: InferParameters,
  name: string,
  of: string,
  min = 0,
): number | undefined {
  const value = parameters[name];
  if (value === undefined) return undefined;
  if (Number.isInteger(value) && Number(value) >= min) return Number(value);
  throw new BadRequestException(`The parameter "${name}" of ${of} must be a whole number from ${min}`);
}

/** @throws BadRequestException unless it is a boolean, or absent */
export function flagParameter(parameters: InferParameters, name: string, of: string): boolean | undefined {
  const value = parameters[name];
  if (value === undefined || typeof value === 'boolean') return value;
  throw new BadRequestException(`The parameter "${name}" of ${of} must be a boolean`);
}
