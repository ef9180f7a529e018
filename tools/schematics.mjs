/**
 * Copies what generators read at run time beside their code: the collection, the schemas and the templates.
 *
 * Needs `nest build`. `node tools/schematics.mjs`
 */
import { cpSync, readdirSync, rmSync } from 'node:fs';
import { join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const source = fileURLToPath(new URL('../libs/schematics/src', import.meta.url));
const target = fileURLToPath(new URL('../dist/libs/schematics/src', import.meta.url));
const isAsset = (path) => path.endsWith('.json') || path.includes(`${sep}files${sep}`);

// A template that is no more must not stay.
for (const path of assetsOf(target)) rmSync(join(target, path));
for (const path of assetsOf(source)) cpSync(join(source, path), join(target, path));

function assetsOf(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .filter(isAsset);
}
