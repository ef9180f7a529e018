import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** Set for a row's first process, so that all it starts, and what those start, can be found. Linux only. */
export const MARK = 'LITSERVE_ENVIRONMENT';
const WORKER = 'LITSERVE_WORKER=';

/** The living processes of a row. */
export function processesOf(mark) {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => ({ pid: Number(pid), environment: environmentOf(pid) }))
    .filter(({ environment }) => environment.includes(`${MARK}=${mark}`))
    .map(({ pid, environment }) => ({
      pid,
      isWorker: environment.some((line) => line.startsWith(WORKER)),
      command: commandOf(pid),
    }));
}

/** Waits a little, since what has been killed takes a moment to go, and kills what stays; returns it. */
export async function leftOver(mark, withinMs) {
  const end = performance.now() + withinMs;
  while (processesOf(mark).length > 0 && performance.now() < end) await sleep(50);
  const left = processesOf(mark);
  for (const { pid } of left) kill(pid);
  return left;
}

function kill(pid) {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It went by itself.
  }
}

/** Empty for a process that has ended, also while nobody has asked for its exit code. */
function environmentOf(pid) {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
  } catch {
    return [];
  }
}

function commandOf(pid) {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').slice(0, 200);
  } catch {
    return '(gone)';
  }
}
