import { interceptNestFactory } from './intercept-factory.js';
import { WorkerProcess } from './worker-process.js';

/**
 * Makes a worker process out of a re-run of the app's main file; elsewhere it does nothing. Call it when the package
 * is imported, which is before the main file can call `NestFactory.create`.
 */
export function installWorkerEntry(): void {
  interceptNestFactory((root, assignment) => void new WorkerProcess(assignment).run(root));
}
