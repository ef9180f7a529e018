import type { WorkerExit } from '../worker-link.js';
import type { KillReason } from '../worker/worker.js';

const KILLED: Readonly<Record<KillReason, string>> = {
  stuck: 'was killed: a run was past its deadline and blocked it',
  overdue: 'was replaced: a run was past its deadline and did not end',
  'gave up': 'was killed: its runs did not finish in time',
  'did not stop': 'was killed: it did not stop in time',
  'was not ready': 'was killed: it was not ready within startTimeoutMs',
  'cut off': 'was killed: the server was told twice to end',
  'gave no sign': 'was killed: it gave no sign of life (does its file get as far as NestFactory.create?)',
};

/** How a worker ended, as the rest of a sentence about it. */
export function describeExit(exit: WorkerExit, killedFor: KillReason | undefined): string {
  if (killedFor !== undefined) return KILLED[killedFor];
  if (exit.reason !== undefined) return `was lost: ${exit.reason}`;
  return exit.signal === null ? `exited with code ${exit.code}` : `was ended by ${exit.signal}`;
}
