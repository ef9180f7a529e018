import { isMainThread } from 'node:worker_threads';
import { interceptNestFactory } from './intercept-factory.js';
import { startWatchdog } from './watchdog.js';
import { WorkerProcess } from './worker-process.js';

/**
 * Makes a worker process out of a re-run of the app's main file; elsewhere it does nothing. Call it when the package
 * is imported, which is before the main file can call `NestFactory.create`.
 */
export function installWorkerEntry(): void {
  // A thread that the user's code starts has the worker's environment, but is not the worker.
  if (!isMainThread) return;
  const isWorker = interceptNestFactory((root, assignment) => void new WorkerProcess(assignment).run(root));
  if (isWorker) startWatchdog();
}
