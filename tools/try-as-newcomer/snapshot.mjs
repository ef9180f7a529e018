import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What is in an app, without what is installed or built. */
export function snapshot(folder) {
  const hash = createHash('sha256');
  for (const path of files(folder, '')) hash.update(`${path}\0`).update(readFileSync(join(folder, path)));
  return hash.digest('hex');
}

function files(folder, path) {
  return readdirSync(join(folder, path), { withFileTypes: true })
    .toSorted((one, other) => (one.name < other.name ? -1 : 1))
    .filter(({ name }) => !['node_modules', 'dist', 'package-lock.json'].includes(name))
    .flatMap((entry) => {
      const below = join(path, entry.name);
      return entry.isDirectory() ? files(folder, below) : [below];
    });
}
