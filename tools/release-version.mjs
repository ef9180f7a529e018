/**
 * Makes the next version of the changesets: the version in package.json, the lock file and the source, and a section of
 * the changelog in its own form, with what stands under "Unreleased". `npm run release:version`
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { oneList } from './changelog.mjs';

const root = process.cwd();
const run = (command, ...args) => execFileSync(command, args, { cwd: root, stdio: 'inherit' });
const edit = (path, change) => {
  const file = join(root, path);
  writeFileSync(file, change(readFileSync(file, 'utf8')));
};

run('npx', '--no-install', 'changeset', 'version');
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
edit('CHANGELOG.md', (text) => oneList(text, version));
edit('libs/core/src/lit-serve.version.ts', (text) =>
  text.replace(/LITSERVE_VERSION = '[^']+'/, `LITSERVE_VERSION = '${version}'`),
);
run('npm', 'install', '--package-lock-only', '--silent');
console.log(`Version ${version}. Commit it, and tag the commit v${version}.`);
