import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { announcedPort } from './announce.js';
import { cpuNsBetween, cpuTimes, processTree, type CpuTimes } from './cpu.js';

const STOP_WITHIN_MS = 15_000;

/** A server under measurement, in a process of its own with whatever processes it starts. */
export interface ServerProcess {
  readonly pid: number;
  readonly port: number;
  /** Everything it has printed so far. */
  output(): string;
  stop(): Promise<void>;
}

export interface Program {
  /** A built file, as a user would run it. */
  readonly file: URL;
  readonly env?: Readonly<Record<string, string>>;
  readonly flags?: readonly string[];
}

/** Starts a program and waits for its line `listening on PORT`. */
export async function startServer({ file, env = {}, flags = [] }: Program): Promise<ServerProcess> {
  const child = spawn(process.execPath, [...flags, file.pathname], {
    env: { ...process.env, NO_COLOR: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  const port = await new Promise<number>((resolve, reject) => {
    const read = (chunk: Buffer): void => {
      printed += chunk.toString();
      const found = announcedPort(printed);
      if (found !== undefined) resolve(found);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('exit', (code) => reject(new Error(`${file.pathname} ended with ${code}:\n${printed}`)));
  });
  return { pid: child.pid ?? 0, port, output: () => printed, stop: () => stop(child) };
}

/** Starts counting the CPU time of a server; the function it returns says how many nanoseconds have been used since. */
export function countCpu(root: number, only: (pid: number) => boolean = () => true): () => number {
  const times = (): CpuTimes => cpuTimes(processTree(root).filter(only));
  const before = times();
  return () => cpuNsBetween(before, times());
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_WITHIN_MS);
  await gone;
  clearTimeout(timer);
}
