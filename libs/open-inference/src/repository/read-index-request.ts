import { parseObject } from '../request/read-infer-request.js';
import { flagParameter, readParameters } from '../request/read-parameters.js';

/**
 * Whether only models that are ready are to be listed. Many clients send no body.
 *
 * @throws BadRequestException
 */
export function readIndexRequest(body: Buffer): boolean {
  if (body.length === 0) return false;
  return (
    flagParameter(readParameters(parseObject(body.toString()), 'the request'), 'ready', 'the request') ??
    false
  );
}
