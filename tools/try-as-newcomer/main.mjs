/**
 * Does what a newcomer does, with the package as it would be published: an app as `nest new` makes it, `nest add`, an
 * endpoint of every type, a protocol; then builds, lints, tests and starts the app and calls every route.
 *
 * `npm run try-as-newcomer [esm|cjs]`, after `npm run build`. Needs a network or npm's cache; the apps stay after a failure.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { callEverything } from './call-everything.mjs';
import { snapshot } from './snapshot.mjs';
import { Registry } from './registry.mjs';
import { Shell } from './shell.mjs';
import { nodeForJest, packPackage } from './prepare.mjs';

const TYPES = ['unary', 'batch', 'stream', 'onnx', 'openai', 'mcp'];
const chosen = process.argv.slice(2);
const variants = ['esm', 'cjs'].filter((one) => chosen.length === 0 || chosen.includes(one));
if (variants.length === 0) throw new Error(`expected esm or cjs, got ${chosen.join(' ')}`);

const folder = mkdtempSync(join(tmpdir(), 'litserve-newcomer-'));
const registry = await Registry.start(packPackage(folder));
let failed = false;
try {
  for (const variant of variants) await tryVariant(variant);
} catch (error) {
  failed = true;
  console.error(error.message);
  console.error(`The apps are in ${folder}`);
} finally {
  await registry.stop();
}
if (!failed) rmSync(folder, { recursive: true });
console.log(failed ? 'FAILED' : `all well: ${variants.join(' and ')}`);
process.exitCode = failed ? 1 : 0;

async function tryVariant(variant) {
  const shell = new Shell(join(folder, variant), variant);
  shell.newApp(variant);
  shell.run('npm install');
  await shell.runAsync('nest add nestjs-litserve', { npm_config_registry: registry.url });
  generate(shell);
  const before = snapshot(shell.cwd);
  shell.run('nest add nestjs-litserve --skip-install');
  if (snapshot(shell.cwd) !== before) throw new Error('nest add has changed something the second time');

  shell.run('npm run build');
  shell.run('npm run lint');
  shell.run('prettier --check src');
  // Jest can load Nest 12, which is ESM only, from Node 24.9 on.
  if (variant === 'esm') shell.run('npm test');
  else shell.run(`${nodeForJest(folder)} --experimental-vm-modules node_modules/jest/bin/jest.js`);
  await callEverything(shell);
}

function generate(shell) {
  for (const type of TYPES) shell.run(`nest g -c nestjs-litserve endpoint models/my-${type} --type ${type}`);
  shell.run('nest g -c nestjs-litserve lit besides --flat');
  shell.run('nest g -c nestjs-litserve spec protocols/shout');
  // As the collection of the app, it has Nest's own generators, too.
  shell.edit('nest-cli.json', (text) => text.replace('@nestjs/schematics', 'nestjs-litserve'));
  shell.run('nest g service plain');
  shell.run('nest g endpoint models/default');
}
