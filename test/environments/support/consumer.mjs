import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const FIXTURES = fileURLToPath(new URL('../fixtures', import.meta.url));
/** What an app needs, in the versions this repository is tested with. */
const OURS = [
  '@nestjs/cli',
  '@types/jest',
  '@types/node',
  '@types/supertest',
  'jest',
  'supertest',
  'ts-jest',
  'tsx',
  'typescript',
];
/** What comes with Nest and has its versions, but is no peer of ours. */
const NEST = ['@nestjs/platform-express', '@nestjs/platform-fastify', '@nestjs/testing'];
/** Of these the first version that is published is not the first of Nest. */
const FIRST = { '@nestjs/platform-fastify': '12.0.1' };
/** Peers of the generators only, which are there with Nest's CLI. */
const OF_CLI = /^(@angular-devkit\/.+|@nestjs\/schematics|prettier|typescript)$/;
/** Which versions of the peers an app has: those of this repository, or what the ranges of package.json allow. */
export const PEERS = ['ours', 'minimum', 'newest', 'nest11'];
/** Nest 11 with its own tools; all else as here. */
const NEST_11 = { '@nestjs/cli': '^11.0.0', '@nestjs/schematics': '^11.0.0', '@swc/cli': '^0.7.0' };
/** Builders and runners that only the rows use. */
const TOOLS = {
  '@fastify/compress': '9.2.0',
  '@rspack/core': '2.3.2',
  '@swc-node/register': '1.12.1',
  '@swc/cli': '0.8.1',
  '@swc/core': '1.16.18',
  compression: '1.8.2',
  'ts-node': '10.9.2',
  'tsconfig-paths-webpack-plugin': '4.2.0',
  'vite-tsconfig-paths': '5.1.4',
  vitest: '4.1.12',
  'webpack-node-externals': '3.0.0',
};

/**
 * A folder outside the repository in which the packed library is installed, as by a user. The rows have a folder
 * each in it, and share what is installed.
 *
 * @param peers one of {@link PEERS}
 */
export function installConsumer(peers) {
  const folder = mkdtempSync(join(tmpdir(), 'litserve-environments-'));
  const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  const dependencies = { ...TOOLS, 'nestjs-litserve': `file:${pack(folder)}` };
  for (const name of OURS) dependencies[name] = manifest.devDependencies[name];
  Object.assign(dependencies, peerVersions(manifest, peers), peers === 'nest11' && NEST_11);
  // What only tools need of another version would be installed beside it, and Nest is there once or does not work.
  const overrides = Object.fromEntries(Object.keys(dependencies).map((name) => [name, `$${name}`]));
  writeJson(join(folder, 'package.json'), { name: 'consumer', private: true, dependencies, overrides });
  const flags = ['--prefer-offline', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  execFileSync('npm', ['install', ...flags], { cwd: folder, stdio: 'inherit' });
  return folder;
}

function peerVersions({ peerDependencies, devDependencies }, peers) {
  const ranges = Object.fromEntries(Object.entries(peerDependencies).filter(([name]) => !OF_CLI.test(name)));
  for (const name of NEST) ranges[name] = peerDependencies['@nestjs/core'];
  const ours = (name) => devDependencies[name];
  const versionOf = {
    ours,
    minimum: (name, range) => FIRST[name] ?? /\d+\.\d+\.\d+/.exec(latest(range))[0],
    newest: (_name, range) => latest(range),
    nest11: (name) => (name.startsWith('@nestjs/') ? '^11.2.0' : ours(name)),
  }[peers];
  return Object.fromEntries(Object.entries(ranges).map(([name, range]) => [name, versionOf(name, range)]));
}

/** Of several ranges the last: older ones of Nest are a run of their own. */
const latest = (range) => (range.includes('^11.') ? range.split('||').at(-1).trim() : range);

/** Packs what is built; `npm run build` is for the caller. */
function pack(folder) {
  if (!existsSync(join(ROOT, 'dist/libs'))) throw new Error('dist is missing: run "npm run build" first');
  const output = execFileSync('npm', ['pack', '--json', '--loglevel=error', '--pack-destination', folder], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  const [packed] = Object.values(JSON.parse(output));
  return join(folder, packed.filename);
}

/** A fresh app of its own for one row. */
export function makeApp(consumer, { name, files, type = 'module', without, template }) {
  const folder = join(consumer, 'rows', name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  if (template) generate(consumer, name, template);
  for (const [fixture, target] of Object.entries(files)) {
    cpSync(join(FIXTURES, fixture), join(folder, target), { recursive: true });
  }
  if (template === 'cjs') writeAsCommonJs(folder);
  if (without) rmSync(join(folder, without), { recursive: true });
  if (!template) writeJson(join(folder, 'package.json'), { name, private: true, type });
  // Some tools look for it here and no further up.
  symlinkSync(join(consumer, 'node_modules'), join(folder, 'node_modules'));
  return folder;
}

/** Does what `nest new` does, without the questions and the installation, and imports what is to be served. */
function generate(consumer, name, type) {
  const cwd = join(consumer, 'rows');
  const options = ['--name', name, '--language', 'ts', '--type', type];
  execFileSync(
    join(consumer, 'node_modules/.bin/schematics'),
    ['@nestjs/schematics:application', ...options],
    {
      cwd,
    },
  );
  const file = join(cwd, name, 'src/app.module.ts');
  const imports = [
    "import { LitServeModule } from 'nestjs-litserve';",
    "import { ModelsModule } from './models/models.module.js';",
  ].join('\n');
  const generated = readFileSync(file, 'utf8');
  const changed = generated.replace('imports: []', 'imports: [LitServeModule.forRoot(), ModelsModule]');
  if (changed === generated) throw new Error(`the template has changed: ${generated}`);
  writeFileSync(file, `${imports}\n${changed}`);
}

/** Without extensions, as in the template: its Jest finds no .ts file by the name of a .js file. */
function writeAsCommonJs(folder) {
  for (const name of readdirSync(folder, { recursive: true })) {
    if (!/^(src|test)\/.+\.ts$/.test(name)) continue;
    const text = readFileSync(join(folder, name), 'utf8');
    writeFileSync(join(folder, name), text.replaceAll(/ from '(\.[^']+)\.js'/g, " from '$1'"));
  }
}

/** A folder with this one file, from which no installed package can be found. */
export function leaveAlone(file, name) {
  const folder = mkdtempSync(join(tmpdir(), `litserve-${name}-`));
  cpSync(file, join(folder, 'main.js'));
  return folder;
}

function writeJson(file, value) {
  writeFileSync(file, `${JSON.stringify(value, undefined, 2)}\n`);
}
