import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..', '..');

export interface StartedApp {
  readonly url: string;
  readonly process: ChildProcess;
  /** Everything it has printed so far. */
  output(): string;
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<Response>;
  get(path: string): Promise<Response>;
  /** Process ids of its living workers. */
  workers(): number[];
  /** SIGTERM, and SIGKILL if that does not end it; resolves when it is gone. */
  stop(): Promise<void>;
}

/**
 * Starts a built app in a process of its own, with real workers, and waits until it says on which port it listens.
 *
 * @param main path below `dist`, for instance `test/fixtures/zoo/main.js`
 * @param flags of node
 */
export async function startApp(
  main: string,
  env: Record<string, string> = {},
  flags: readonly string[] = [],
): Promise<StartedApp> {
  const file = join(ROOT, 'dist', main);
  if (!existsSync(file)) throw new Error(`${file} is missing: run "npm run build" first`);
  const { JEST_WORKER_ID: _jest, NODE_OPTIONS: _options, ...inherited } = process.env;
  const child = spawn(process.execPath, [...flags, file], {
    env: { ...inherited, NO_COLOR: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  const port = await new Promise<string>((resolve, reject) => {
    const read = (chunk: Buffer): void => {
      printed += chunk.toString();
      const found = /listening on (\d+)/i.exec(printed)?.[1];
      if (found) resolve(found);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('exit', (code) =>
      reject(new Error(`the app ended with ${code} before it listened:\n${printed}`)),
    );
  });
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    process: child,
    output: () => printed,
    post: (path, body, headers = {}) =>
      fetch(url + path, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify(body),
      }),
    get: (path) => fetch(url + path),
    workers: () => workersOf(child.pid as number),
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, 'exit');
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), 15_000);
      await gone;
      clearTimeout(timer);
    },
  };
}

/** Found as operators find them: by the variable every worker carries. */
export function workersOf(ppid: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) =>
      environmentOf(pid).some(
        (line) => line.startsWith('LITSERVE_WORKER=') && line.includes(`"ppid":${ppid}`),
      ),
    );
}

function environmentOf(pid: number): string[] {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
  } catch {
    return [];
  }
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Polls until the condition holds; fails loudly when it does not in time. */
export async function until(
  what: string,
  holds: () => boolean | Promise<boolean>,
  timeoutMs = 10_000,
): Promise<void> {
  const end = performance.now() + timeoutMs;
  while (!(await holds())) {
    if (performance.now() > end) throw new Error(`waited ${timeoutMs} ms in vain until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Polls until a number has stayed the same for a while, and resolves with it. */
export async function staysAt(what: string, read: () => Promise<number>): Promise<number> {
  let seen = NaN;
  let same = 0;
  await until(`${what} stay the same`, async () => {
    const before = seen;
    seen = await read();
    same = seen === before ? same + 1 : 0;
    return same === 15;
  });
  return seen;
}
