import { HttpException } from '@nestjs/common';
import { LitServeException } from '#common';
import { logText, type WriteLog } from './worker-log.js';

/**
 * The client reads a general message; what was really wrong is told here, where it is known. The cause of an error does
 * not cross.
 *
 * @param requestId of the one request it is about
 */
export function logCause(log: WriteLog, className: string, error: unknown, requestId?: string): void {
  if (!(error instanceof HttpException) || error.getStatus() !== 500) return;
  const about = requestId === undefined ? '' : ` (request ${requestId})`;
  if (error instanceof LitServeException) {
    const { message } = error.cause instanceof Error ? error.cause : error;
    log('error', className, `${error.code}: ${message}${about}`);
  } else if (error.cause !== undefined) {
    log('error', className, `${error.message}: ${logText(error.cause)}${about}`);
  }
}
