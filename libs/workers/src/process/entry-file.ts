import cluster from 'node:cluster';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { LitServeConfigurationError } from '#common';
import { isUnderTestRunner } from './test-runner.js';

/** How this app was started, as far as it decides which file a worker runs. */
export interface LaunchFacts {
  /** `process.argv[1]` */
  readonly mainFile: string | undefined;
  /** pm2 puts its own file into argv and the app's into this variable. */
  readonly pm2File: string | undefined;
  readonly isClusterWorker: boolean;
  readonly isTestRunner: boolean;
  /** Whether node would find the file. */
  isThere(file: string): boolean;
}

export function launchFacts(): LaunchFacts {
  return {
    mainFile: process.argv[1],
    pm2File: process.env['pm_exec_path'],
    isClusterWorker: cluster.isWorker,
    isTestRunner: isUnderTestRunner(),
    isThere,
  };
}

/**
 * The file worker processes run: the one given, else the app's own main file.
 *
 * @param worker `forRoot({ worker })`: a path relative to the working directory, or a `file:` URL
 * @throws LitServeConfigurationError when the given file is not there, and where running the main file again would do
 *   something else than start the app
 */
export function entryFile(worker: string | URL | undefined, facts: LaunchFacts): string {
  if (worker !== undefined) return given(toPath(worker), facts);
  if (facts.isClusterWorker) {
    throw refused('under node:cluster the main file would start the cluster again');
  }
  if (facts.isTestRunner) {
    throw refused(
      "a test runner cannot be run again as a worker (isolation: 'inline', the default in tests, needs none)",
    );
  }
  const file = facts.pm2File ?? facts.mainFile;
  if (!file) throw refused('there is no main file to run (no process.argv[1])');
  return resolve(file);
}

function toPath(worker: string | URL): string {
  const text = String(worker);
  return text.startsWith('file:') ? fileURLToPath(text) : resolve(text);
}

function given(file: string, facts: LaunchFacts): string {
  if (facts.isThere(file)) return file;
  throw new LitServeConfigurationError([
    `LitServeModule.forRoot(): worker names ${file}, which is not there; has the app been built?`,
  ]);
}

/** As for a main file: the extension may be left out. */
function isThere(file: string): boolean {
  try {
    createRequire(file).resolve(file);
    return true;
  } catch {
    return false;
  }
}

const refused = (why: string): LitServeConfigurationError =>
  new LitServeConfigurationError([
    `LitServeModule.forRoot(): worker must be given here, because ${why}; pass for instance worker: 'dist/main.js'`,
  ]);
