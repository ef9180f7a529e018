import { WORKER_ENV, type WorkerAssignment } from '#wire';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Whether this code runs in a model worker and not in the HTTP process: for imports and connections that only one of
 * them needs.
 *
 * @example imports: [isLitWorker() ? [] : [ScheduleModule.forRoot()]].flat()
 */
export function isLitWorker(env: Environment = process.env): boolean {
  return env[WORKER_ENV] !== undefined;
}

/** What this worker was told at birth; `undefined` in the HTTP process, and when the text is no assignment. */
export function workerAssignment(env: Environment = process.env): WorkerAssignment | undefined {
  const text = env[WORKER_ENV];
  if (text === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return isAssignment(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Only as much as tells ours from another program's variable: the text comes from our own parent process. */
function isAssignment(value: unknown): value is WorkerAssignment {
  if (typeof value !== 'object' || value === null) return false;
  const { ppid, endpoints, device } = value as Partial<WorkerAssignment>;
  return (
    typeof ppid === 'number' && Array.isArray(endpoints) && typeof device === 'object' && device !== null
  );
}
