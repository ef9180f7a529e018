import { realpathSync, statSync } from 'node:fs';
import { homedir, totalmem } from 'node:os';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { thisSystem, type System } from '#workers';

/** What the doctor sees: the machine, and the folder it is called in. */
export interface DoctorSystem extends System {
  /** Without the `v`. */
  readonly nodeVersion: string;
  readonly folder: string;
  readonly home: string;
  /** A folder of this package. */
  readonly ownFolder: string;
  readonly memoryBytes: number;
  /** Without symbolic links; `undefined` when there is nothing. */
  readonly realPath: (path: string) => string | undefined;
  /** Size of a file in bytes; `undefined` when it is none. */
  readonly fileBytes: (path: string) => number | undefined;
}

export function doctorSystem(): DoctorSystem {
  return {
    ...thisSystem(),
    nodeVersion: process.versions.node,
    folder: process.cwd(),
    home: homedir(),
    ownFolder: dirname(fileURLToPath(import.meta.url)),
    memoryBytes: totalmem(),
    realPath: (path) => attempt(() => realpathSync(path)),
    fileBytes: (path) =>
      attempt(() => {
        const found = statSync(path);
        return found.isFile() ? found.size : undefined;
      }),
  };
}

function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
