import { posix } from 'node:path';
import type { System } from './system.js';

type Files = Pick<System, 'platform' | 'readText'>;

/** A resource of a control group: the names of its files in both versions. */
interface Resource {
  /** Name of the controller of version 1; version 2 has one hierarchy, without names. */
  readonly controller: string;
  /** The limit of one group; `undefined` when it has none. */
  limit(read: (file: string) => string | undefined): number | undefined;
}

const CPU: Resource = {
  controller: 'cpu',
  limit: (read) => {
    const [quota, period] = (read('cpu.max') ?? '').trim().split(/\s+/);
    if (quota !== undefined && period !== undefined) return ratio(quota, period);
    return ratio(read('cpu.cfs_quota_us'), read('cpu.cfs_period_us'));
  },
};

const MEMORY: Resource = {
  controller: 'memory',
  limit: (read) => {
    const bytes = Number(read('memory.max') ?? read('memory.limit_in_bytes') ?? NaN);
    // Version 1 writes "none" as the largest number of pages.
    return bytes > 0 && bytes < 2 ** 60 ? bytes : undefined;
  },
};

/**
 * CPU time the control groups of this process leave it, in CPUs; `undefined` without a limit. Neither Node nor
 * onnxruntime look at it, and threads beyond it are stopped for most of each period.
 *
 * @see https://docs.kernel.org/admin-guide/cgroup-v2.html#cpu-interface-files
 */
export const cpuQuota = (files: Files): number | undefined => lowest(CPU, files);

/** Memory the control groups of this process leave it, in bytes; beyond it the kernel kills. */
export const memoryLimit = (files: Files): number | undefined => lowest(MEMORY, files);

/** Every group above counts, too. */
function lowest(resource: Resource, { platform, readText }: Files): number | undefined {
  if (platform !== 'linux') return undefined;
  const limits = foldersOf(resource.controller, readText('/proc/self/cgroup') ?? '').flatMap(
    (folder) => resource.limit((file) => readText(posix.join(folder, file))) ?? [],
  );
  return limits.length > 0 ? Math.min(...limits) : undefined;
}

/**
 * The folders of the groups this process is in, up to the root of each hierarchy. In a container the path may be the
 * host's, and only its root is there.
 */
function foldersOf(controller: string, text: string): string[] {
  return text.split('\n').flatMap((line) => {
    const [, controllers, path] = /^\d+:([^:]*):(\/.*)$/.exec(line) ?? [];
    if (controllers === undefined || path === undefined) return [];
    if (controllers === '')
      return ['/sys/fs/cgroup', '/sys/fs/cgroup/unified'].flatMap((root) => up(root, path));
    const names = controllers.split(',');
    if (!names.includes(controller)) return [];
    return [...new Set([controllers, controller])].flatMap((name) => up(`/sys/fs/cgroup/${name}`, path));
  });
}

function up(root: string, path: string): string[] {
  const parts = path.split('/').filter((part) => part !== '' && part !== '..');
  return [root, ...parts.map((_, depth) => posix.join(root, ...parts.slice(0, depth + 1)))];
}

function ratio(quota: string | undefined, period: string | undefined): number | undefined {
  const cpus = Number(quota ?? NaN) / Number(period ?? NaN);
  return Number.isFinite(cpus) && cpus > 0 ? cpus : undefined;
}
