import { systemClock } from '../clock.js';
import type { OpenLink } from '../worker-link.js';
import { entryFile, launchFacts } from './entry-file.js';
import { inheritedEnv } from './inherited-env.js';
import { processLinks } from './process-link.js';
import { spawner } from './spawn-worker.js';

export interface ProcessOptions {
  /** The file they run. @default the app's own main file */
  readonly worker?: string | URL | undefined;
  /** What they inherit of the environment. @default true: all of it */
  readonly inheritEnv?: boolean | readonly string[] | undefined;
  /** Added to the environment they inherit. @default none */
  readonly env?: Readonly<Record<string, string>> | undefined;
}

/**
 * Workers as child processes that run the app's main file with its own arguments and flags.
 *
 * @throws LitServeConfigurationError where the main file cannot be run again
 */
export function openProcesses(options: ProcessOptions = {}): OpenLink {
  const spawn = spawner({
    entry: entryFile(options.worker, launchFacts()),
    args: process.argv.slice(2),
    execArgv: process.execArgv,
    inherited: inheritedEnv(process.env, options.inheritEnv ?? true),
    env: options.env ?? {},
  });
  return processLinks(spawn, systemClock);
}
