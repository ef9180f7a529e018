import { BadRequestException } from '@nestjs/common';

const MAX_RANK = 32;

/**
 * A shape that a client has sent. Nothing is allocated for it before the data is known to be there.
 *
 * @param name of the tensor, for errors
 * @throws BadRequestException
 */
export function readShape(shape: unknown, name: string): readonly number[] {
  if (!Array.isArray(shape) || shape.length > MAX_RANK || !shape.every(isLength)) {
    throw new BadRequestException(
      `"${name}": its shape must be a list of up to ${MAX_RANK} whole numbers from 0`,
    );
  }
  const lengths: readonly number[] = shape;
  let elements = 1;
  for (const length of lengths) {
    elements *= length;
    if (elements > Number.MAX_SAFE_INTEGER)
      throw new BadRequestException(`"${name}": its shape is too large`);
  }
  return lengths;
}

const isLength = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;
