import type { OpenCallOptions } from '#core';
import type { InferParameters } from './infer-request.js';
import { wholeParameter } from './read-parameters.js';

/** What the timers of the queue can count; the header has no more digits either. */
const MAX_TIMEOUT_MS = 999_999_999;

/**
 * The deadline (`timeout`, µs) and the priority (1 is the highest, 0 none) that a client asks for.
 *
 * @throws BadRequestException
 */
export function callOptions(parameters: InferParameters): OpenCallOptions {
  const timeout = wholeParameter(parameters, 'timeout', 'the request');
  const priority = wholeParameter(parameters, 'priority', 'the request');
  const timeoutMs = timeout ? Math.min(Math.ceil(timeout / 1000), MAX_TIMEOUT_MS) : undefined;
  return {
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
    ...(priority ? { priority: (['high', 'normal'] as const)[priority - 1] ?? 'low' } : {}),
  };
}
