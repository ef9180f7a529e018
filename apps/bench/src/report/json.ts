import { writeFile } from 'node:fs/promises';
import type { Machine } from './machine.js';
import type { Row } from './row.js';

export interface Report {
  readonly date: string;
  readonly command: string;
  readonly machine: Machine;
  readonly rows: readonly Row[];
}

export async function writeJson(path: string, report: Report): Promise<void> {
  await writeFile(path, `${JSON.stringify(report, undefined, 2)}\n`);
}
