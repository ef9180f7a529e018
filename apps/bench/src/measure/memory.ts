import { readFileSync } from 'node:fs';

/** MiB that these processes share with no other: what would be free without them. Linux only. */
export function privateMiB(pids: readonly number[]): number {
  return (
    pids.reduce((sum, pid) => sum + privateKiB(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8')), 0) / 1024
  );
}

function privateKiB(rollup: string): number {
  return [...rollup.matchAll(/^Private_(?:Clean|Dirty): +(\d+) kB$/gm)].reduce(
    (sum, [, kb]) => sum + Number(kb),
    0,
  );
}
