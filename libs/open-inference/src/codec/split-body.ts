import { BadRequestException } from '@nestjs/common';

/** Says how many bytes of a body are JSON; the rest are binary tensors. */
export const HEADER_LENGTH = 'inference-header-content-length';

/** A body in its two parts. */
export interface SplitBody {
  /** `undefined` for a raw request: all of it is one tensor. */
  readonly json: Buffer | undefined;
  /** Binary tensors, in the order of the inputs. */
  readonly binary: Buffer;
}

/**
 * @param declared the header of the request
 * @throws BadRequestException
 */
export function splitBody(body: Buffer, declared: string | readonly string[] | undefined): SplitBody {
  if (declared === undefined) return { json: body, binary: Buffer.alloc(0) };
  const length = /^\d{1,15}$/.test(String(declared)) ? Number(declared) : NaN;
  if (!(length <= body.length)) {
    throw new BadRequestException(
      'Inference-Header-Content-Length must be a whole number from 0 and not larger than the body',
    );
  }
  if (length === 0) return { json: undefined, binary: body };
  return { json: body.subarray(0, length), binary: body.subarray(length) };
}
