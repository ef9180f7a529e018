import { LitServeException } from '#common';
import type { WriteLog } from './worker-log.js';

/** The client reads a general message; what was really wrong is told here, where it is known. */
export function logCause(log: WriteLog, className: string, error: unknown): void {
  if (!(error instanceof LitServeException) || error.getStatus() !== 500) return;
  const { message } = error.cause instanceof Error ? error.cause : error;
  log('error', className, `${error.code}: ${message}`);
}
