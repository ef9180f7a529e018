import { readdirSync, readFileSync } from 'node:fs';

/** Nanoseconds on a core of every thread of some processes, by `pid/tid`. */
export type CpuTimes = ReadonlyMap<string, number>;

/**
 * What the kernel has counted for the threads of these processes so far. Exact to the nanosecond, also for time in the
 * kernel on their behalf; Linux only.
 */
export function cpuTimes(pids: readonly number[]): CpuTimes {
  const times = new Map<string, number>();
  for (const pid of pids) {
    for (const tid of entriesOf(`/proc/${pid}/task`)) {
      const ns = read(`/proc/${pid}/task/${tid}/schedstat`)?.split(' ')[0];
      if (ns !== undefined) times.set(`${pid}/${tid}`, Number(ns));
    }
  }
  return times;
}

/** Between two readings. A thread that is new has used all of its time since; one that has gone no longer tells. */
export function cpuNsBetween(before: CpuTimes, after: CpuTimes): number {
  let ns = 0;
  for (const [thread, time] of after) ns += time - (before.get(thread) ?? 0);
  return ns;
}

/** A process and all that it has started, directly or not. */
export function processTree(root: number): number[] {
  const parents = new Map(
    entriesOf('/proc').flatMap((name) => (isId(name) ? [[Number(name), parentOf(name)]] : [])),
  );
  const isBelow = (pid: number): boolean => {
    for (let one: number | undefined = pid; one !== undefined; one = parents.get(one))
      if (one === root) return true;
    return false;
  };
  return [...parents.keys()].filter(isBelow);
}

/** The fourth field; the second, the name, may itself contain spaces and brackets. */
function parentOf(pid: string): number | undefined {
  const stat = read(`/proc/${pid}/stat`);
  return stat === undefined ? undefined : Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
}

const isId = (name: string): boolean => /^\d+$/.test(name);

function entriesOf(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** `undefined` when the process has gone. */
function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
