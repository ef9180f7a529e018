import { availableParallelism, cpus, loadavg, release, totalmem, type } from 'node:os';

/** Where a report comes from; without it, no figure can be compared with another. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGiB: number;
  readonly system: string;
  readonly node: string;
  /** Processes that wanted a core in the last minute, before the bench began. */
  readonly busy: number;
}

export function machine(): Machine {
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryGiB: Math.round(totalmem() / 1024 ** 3),
    system: `${type()} ${release()}`,
    node: process.version,
    busy: loadavg()[0] ?? NaN,
  };
}
