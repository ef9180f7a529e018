import { HttpException, type Logger } from '@nestjs/common';
import type { LitRequest } from '../lit-request.js';

/** What clients are not told goes to the log, with the id they were told. An HttpException is an answer and no news. */
export function logError(logger: Logger, exception: unknown, request: LitRequest): void {
  if (exception instanceof HttpException) {
    if (exception.getStatus() !== 500 || exception.cause === undefined) return;
    logError(logger, exception.cause, request);
    return;
  }
  const text = exception instanceof Error ? (exception.stack ?? exception.message) : String(exception);
  logger.error(`request ${request.id}: ${text}`);
}
