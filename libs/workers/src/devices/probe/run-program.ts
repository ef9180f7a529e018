import { spawnSync } from 'node:child_process';
import type { ProgramResult } from './system.js';

/** More than any program here has to say. */
const MAX_OUTPUT_BYTES = 1024 * 1024;

/**
 * Runs a program to its end, without a shell, and kills it when it takes too long: a broken driver hangs or crashes
 * there and not here. The process waits meanwhile, which is for boots and command lines only.
 */
export function runProgram(
  program: string,
  args: readonly string[],
  timeoutMs: number,
  env: NodeJS.ProcessEnv,
): ProgramResult {
  const { stdout, stderr, status, signal, error } = spawnSync(program, args, {
    env,
    encoding: 'utf8',
    timeout: timeoutMs,
    killSignal: 'SIGKILL',
    maxBuffer: MAX_OUTPUT_BYTES,
    stdio: ['ignore', 'pipe', 'pipe'],
    windowsHide: true,
  });
  const reason = codeOf(error) ?? signal ?? undefined;
  return { stdout: stdout ?? '', stderr: stderr ?? '', code: status ?? undefined, reason };
}

const codeOf = (error: NodeJS.ErrnoException | undefined): string | undefined =>
  error && (error.code ?? error.message);
