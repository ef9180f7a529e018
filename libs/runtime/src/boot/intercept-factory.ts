import { NestFactory } from '@nestjs/core';
import type { WorkerAssignment } from '#wire';
import type { RootReference } from './root-module.js';
import { isLitWorker, workerAssignment } from './worker-environment.js';

const METHODS = ['create', 'createApplicationContext', 'createMicroservice'] as const;
const STALE_EXIT_CODE = 70;

/** What of the process decides whether it is a worker; a spec gives its own. */
export interface InterceptedProcess {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly ppid: number;
  /** Set when there is a control channel to a parent. */
  readonly send?: unknown;
  readonly stderr: { write(text: string): unknown };
  exit(code: number): void;
}

/**
 * In a worker process, makes the app's own main file boot the worker: its `NestFactory.create(AppModule)` hands over
 * the root module and never resolves, so that nothing behind it runs (no listen, no port). Must be called before
 * that, which importing this package does. Elsewhere, and the second time, it does nothing.
 *
 * @returns whether this is a worker process, which from now on waits for the root module
 * @param boot gets the root module and the worker's assignment; by the time it runs, NestFactory is its old self again
 */
export function interceptNestFactory(
  boot: (root: RootReference, assignment: WorkerAssignment) => void,
  self: InterceptedProcess = process,
  factory: object = NestFactory,
): boolean {
  if (!isLitWorker(self.env) || METHODS.some((method) => Object.hasOwn(factory, method))) return false;
  const assignment = workerAssignment(self.env);
  if (!self.send || assignment?.ppid !== self.ppid) {
    // A program that a worker has started inherited its environment: it must not pass for a worker, nor run the app.
    self.stderr.write('litserve: LITSERVE_WORKER in the environment belongs to another process; exiting\n');
    self.exit(STALE_EXIT_CODE);
    return false;
  }
  const takeOver = (root: RootReference): Promise<never> => {
    for (const method of METHODS) Reflect.deleteProperty(factory, method);
    boot(root, assignment);
    return new Promise<never>(() => {});
  };
  // Own properties hide the methods of the class, and deleting them brings those back.
  for (const method of METHODS) {
    Object.defineProperty(factory, method, { value: takeOver, configurable: true });
  }
  return true;
}
