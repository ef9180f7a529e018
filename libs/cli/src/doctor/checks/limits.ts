import { memoryLimit } from '#workers';
import type { DoctorSystem } from '../doctor-system.js';
import { ok, warn, type Finding } from '../finding.js';

const MIB = 1024 * 1024;
/** Node needs about 60 MiB in each process, and a model comes on top. */
const LITTLE_MIB = 512;
/** A connection is one, a worker about ten. */
const FEW_FILES = 4096;

/** What the system lets the processes of the app use. */
export function checkLimits(system: DoctorSystem): Finding[] {
  return [memory(system), ...files(system)];
}

function memory(system: DoctorSystem): Finding {
  const limit = memoryLimit(system);
  const mib = Math.floor(Math.min(limit ?? Infinity, system.memoryBytes) / MIB);
  const by = limit === undefined ? 'no limit of a control group' : 'by the control group';
  const message = `${mib} MiB, ${by}; shared memory (/dev/shm) is not used`;
  if (mib >= LITTLE_MIB) return ok('memory', message);
  return warn(
    'memory',
    message,
    'every worker loads the model for itself: give the app more, or fewer workers',
  );
}

function files({ platform, readText }: DoctorSystem): Finding[] {
  if (platform !== 'linux') return [];
  const soft = /^Max open files\s+(\d+|unlimited)/m.exec(readText('/proc/self/limits') ?? '')?.[1];
  if (soft === undefined) return [];
  const message = `${soft} open files per process`;
  if (soft === 'unlimited' || Number(soft) >= FEW_FILES) return [ok('files', message)];
  return [
    warn('files', message, `each connection is one: raise it (ulimit -n, LimitNOFILE, --ulimit nofile)`),
  ];
}
