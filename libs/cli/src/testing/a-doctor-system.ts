import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { doctorSystem, type DoctorSystem } from '../doctor/doctor-system.js';

/** This machine, with a Linux of eight CPUs on it that says nothing about GPUs, and where providers work. */
export function aDoctorSystem(differs: Partial<DoctorSystem> = {}): DoctorSystem {
  return {
    ...doctorSystem(),
    platform: 'linux',
    arch: 'x64',
    env: {},
    cpus: 8,
    exists: () => false,
    tryProvider: () => ({ stdout: '', stderr: '', code: 0 }),
    ...differs,
  };
}

/** A folder on disk with these files, for a spec to remove. */
export function aFolder(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'doctor-'));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}
