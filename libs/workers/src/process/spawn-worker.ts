import { fork, type ChildProcess } from 'node:child_process';
import { WORKER_ENV, type WorkerAssignment } from '#wire';
import { deviceEnv, threadEnv } from '../devices/device-env.js';
import { workerFlags, workerNodeOptions } from './exec-args.js';

/** Where a worker finds its pipes. */
export const FRAMES_FD = 3;
export const WATCHDOG_FD = 4;

/** What the workers of a pool run. */
export interface WorkerProgram {
  readonly entry: string;
  /** Arguments after the entry file: the app's own. */
  readonly args: readonly string[];
  /** Flags of node; those that are not for workers are left out. */
  readonly execArgv: readonly string[];
  /** The environment they inherit. */
  readonly inherited: NodeJS.ProcessEnv;
  /** What the pool adds to it. */
  readonly env: Readonly<Record<string, string>>;
}

/** Starts the process of one worker. @throws what `fork` throws */
export type SpawnWorker = (assignment: WorkerAssignment) => ChildProcess;

/** The only place where this library starts a process that stays. */
export function spawner(program: WorkerProgram): SpawnWorker {
  const execArgv = workerFlags(program.execArgv);
  return (assignment) =>
    fork(program.entry, [...program.args], {
      execArgv,
      env: environment(program, assignment),
      // JSON: control messages are small, and nothing a worker sends is ever revived as more than data.
      serialization: 'json',
      stdio: ['ignore', 'pipe', 'pipe', 'pipe', 'pipe', 'ipc'],
    });
}

/** What is inherited wins over the share of threads, the device over that, and the user's own `env` over the device. */
function environment(program: WorkerProgram, assignment: WorkerAssignment): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = {
    ...threadEnv(assignment.device),
    ...program.inherited,
    ...deviceEnv(assignment.device),
    ...program.env,
    [WORKER_ENV]: JSON.stringify(assignment),
  };
  const nodeOptions = env['NODE_OPTIONS'];
  return nodeOptions === undefined ? env : { ...env, NODE_OPTIONS: workerNodeOptions(nodeOptions) };
}
