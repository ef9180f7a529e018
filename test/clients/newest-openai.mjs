/**
 * Runs the specs of OpenAI's API with the newest `openai` package, which needs Node 22; the default run has one that
 * still runs on Node 20. Types are those of the latter: what is tried is what goes over the wire.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const SPECS = ['test/e2e/openai', 'test/process/openai', 'apps/examples/chat'];
const JEST = [
  '--experimental-vm-modules',
  '--disable-warning=ExperimentalWarning',
  'node_modules/jest/bin/jest.js',
];

function run(command, args, env = {}) {
  const { status } = spawnSync(command, args, { stdio: 'inherit', env: { ...process.env, ...env } });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${status}`);
}

const [major] = process.versions.node.split('.').map(Number);
if (major < 22) {
  process.stdout.write(`the newest openai needs Node 22, this is ${process.versions.node}: skipped\n`);
} else {
  const folder = mkdtempSync(join(tmpdir(), 'openai-'));
  try {
    run('npm', ['install', '--silent', '--ignore-scripts', '--prefix', folder, 'openai@latest', 'zod@4']);
    const openai = join(folder, 'node_modules', 'openai');
    const { version } = JSON.parse(readFileSync(join(openai, 'package.json'), 'utf8'));
    process.stdout.write(`openai ${version}, Node ${process.versions.node}\n`);
    run(process.execPath, [...JEST, ...SPECS], { OPENAI_PACKAGE: openai });
  } finally {
    rmSync(folder, { recursive: true });
  }
}
