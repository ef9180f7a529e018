/**
 * Holds `deploy/` against what the generators `dockerfile` and `k8s` write for an app named quickstart, made by
 * `nest new`, with onnxruntime-node and a folder of models. Needs a build. `node tools/deploy-files.mjs [--update]`
 */
import { HostTree } from '@angular-devkit/schematics';
import { SchematicTestRunner } from '@angular-devkit/schematics/testing/index.js';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = join(root, 'deploy');
/** Written by hand. */
const OTHERS = new Set(['README.md']);

const APP = {
  '/package.json': JSON.stringify({
    name: 'quickstart',
    type: 'module',
    scripts: { build: 'nest build', 'start:prod': 'node dist/main' },
    dependencies: { 'onnxruntime-node': '^1.30.0' },
  }),
  '/package-lock.json': '{}',
  '/src/main.ts': 'await app.listen(process.env.PORT ?? 3000);\n',
  '/models/tinylm.onnx': '',
};

const files = await generated();
if (process.argv.includes('--update')) {
  for (const path of present()) rmSync(join(folder, path));
  for (const [path, text] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
} else {
  const problems = [...new Set([...files.keys(), ...present()])].filter(
    (path) => files.get(path) !== textOf(path),
  );
  for (const path of problems) {
    console.error(`deploy/${path} is not what the generators write: node tools/deploy-files.mjs --update`);
  }
  process.exitCode = problems.length > 0 ? 1 : 0;
}

async function generated() {
  const collection = join(root, 'dist/libs/schematics/src/collection.json');
  const runner = new SchematicTestRunner('nestjs-litserve', collection);
  let tree = new HostTree();
  for (const [path, text] of Object.entries(APP)) tree.create(path, text);
  for (const [schematic, type] of [
    ['dockerfile', 'cpu'],
    ['dockerfile', 'cuda'],
    ['k8s', 'cpu'],
  ]) {
    tree = await runner.runSchematic(schematic, { type, sourceRoot: 'src' }, tree);
  }
  const written = tree.files.filter((path) => !(path in APP));
  return new Map(written.map((path) => [path.slice(1), tree.readText(path)]));
}

function present() {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .filter((path) => !OTHERS.has(path));
}

function textOf(path) {
  return existsSync(join(folder, path)) ? readFileSync(join(folder, path), 'utf8') : undefined;
}
