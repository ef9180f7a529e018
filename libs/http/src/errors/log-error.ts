import { HttpException, type Logger } from '@nestjs/common';
import { describe } from '#common';
import { UncrossableValueError } from '#wire';
import type { LitRequest } from '../lit-request.js';

/** What clients are not told goes to the log, with the id they were told. An HttpException is an answer and no news. */
export function logError(logger: Logger, exception: unknown, request: LitRequest): void {
  // What this process could not send to a worker is no answer anybody has made.
  if (exception instanceof HttpException && !(exception instanceof UncrossableValueError)) {
    if (exception.getStatus() !== 500 || exception.cause === undefined) return;
    logError(logger, exception.cause, request);
    return;
  }
  const text = exception instanceof Error ? (exception.stack ?? exception.message) : describe(exception);
  logger.error(`request ${request.id}: ${text}`);
}
