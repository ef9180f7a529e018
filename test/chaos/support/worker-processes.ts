import { readdirSync, readFileSync } from 'node:fs';

export interface WorkerProcess {
  readonly pid: number;
  readonly pool: string;
}

const WORKER = 'LITSERVE_WORKER=';

/** The living workers of an app, by the variable each carries; also those whose app has gone. */
export function workerProcesses(app: number): WorkerProcess[] {
  return processIds().flatMap((pid) => {
    const line = readProc(pid, 'environ')
      .split('\0')
      .find((text) => text.startsWith(WORKER));
    if (line === undefined) return [];
    const { ppid, pool } = JSON.parse(line.slice(WORKER.length)) as { ppid: number; pool: string };
    return ppid === app ? [{ pid, pool }] : [];
  });
}

/** Children of an app that have ended and that it has not asked about. */
export function zombiesOf(app: number): number[] {
  return processIds().filter((pid) => {
    // The name, in parentheses, may contain anything.
    const [state, ppid] = readProc(pid, 'stat').split(') ').at(-1)?.split(' ') ?? [];
    return state === 'Z' && Number(ppid) === app;
  });
}

function processIds(): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
}

/** Empty when the process has gone meanwhile. */
function readProc(pid: number, file: 'environ' | 'stat'): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}
