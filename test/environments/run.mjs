/**
 * Packs the built library, installs it outside the repository, and starts apps in every way of `rows.mjs`, one after
 * the other. After `npm run build`; Linux only, needs a network or npm's cache.
 *
 *     node test/environments/run.mjs [--peers ours|minimum|newest|nest11] [--node FILE] [row…]
 *
 * `--node`: apps and tests run with this one, which Nest's CLI is spared when it only builds. `LITSERVE_CONSUMER=folder`
 * uses an earlier installation, which a failure leaves behind.
 */
import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { installConsumer, leaveAlone, makeApp, PEERS } from './support/consumer.mjs';
import { expectations } from './support/expectations.mjs';
import { leftOver } from './support/processes.mjs';
import { Program } from './support/program.mjs';
import { rows } from './rows.mjs';

const BUILD_MS = 120_000;
/** After the command has ended nothing should be there any more; this is for the kernel to clear up. */
const GONE_MS = 2_000;
const NAME_WIDTH = Math.max(...rows.map(({ name }) => name.length));

const { values, positionals: names } = parseArgs({
  options: {
    peers: { type: 'string', default: 'ours' },
    node: { type: 'string', default: process.execPath },
  },
  allowPositionals: true,
});
const unknown = names.filter((name) => !rows.some((row) => row.name === name));
if (unknown.length > 0) {
  console.error(`No such row: ${unknown.join(', ')}. There are ${rows.map(({ name }) => name).join(', ')}`);
  process.exit(2);
}

if (!PEERS.includes(values.peers)) {
  console.error(`--peers is one of ${PEERS.join(', ')}`);
  process.exit(2);
}
const nodeVersion = execFileSync(values.node, ['--version'], { encoding: 'utf8' }).trim().slice(1);
const given = process.env.LITSERVE_CONSUMER;
const consumer = given ?? installConsumer(values.peers);
const chosen = rows.filter(({ name }) => names.length === 0 || names.includes(name));
let failed = 0;
let skipped = 0;
console.log(`Node ${nodeVersion}, peers: ${given ? 'as installed' : values.peers}`);
for (const row of chosen) {
  const limit = limitOf(row);
  if (limit) {
    skipped += 1;
    console.log(`${row.name.padEnd(NAME_WIDTH)}  skipped: ${limit}`);
    continue;
  }
  const began = performance.now();
  const problem = await runRow(row);
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  console.log(`${row.name.padEnd(NAME_WIDTH)}  ${problem ? 'FAILED' : 'ok'}, ${seconds} s  ${row.start}`);
  if (problem) {
    failed += 1;
    console.log(problem.replaceAll(/^/gm, '    '));
  }
}
if (!given && failed === 0) rmSync(consumer, { recursive: true });
else console.log(`The apps are in ${consumer}`);
const passed = chosen.length - failed - skipped;
console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
process.exitCode = failed > 0 ? 1 : 0;

/** Why a row cannot be run here. */
function limitOf({ nest12, since, limit }) {
  if (nest12 && values.peers === 'nest11') return 'it is about tools of Nest 12';
  return since && isBefore(nodeVersion, since) ? `${limit}, which needs Node ${since}` : undefined;
}

/** What went wrong, with what the program said; `undefined` when all is well. */
async function runRow(row) {
  const mark = `${row.name}-${process.pid}`;
  const programs = [];
  const start = (command, cwd, { node = values.node, port } = {}) => {
    const program = new Program(command, { cwd, mark, node, port });
    programs.push(program);
    return program;
  };
  const problems = [];
  let alone;
  try {
    const folder = makeApp(consumer, row);
    if (row.build) {
      const code = await start(row.build, folder, { node: process.execPath }).exit(BUILD_MS);
      if (code !== 0) throw new Error(`${row.build} ended with ${code}`);
    }
    const port = row.template && (await freePort());
    if (row.alone) alone = leaveAlone(join(folder, row.alone), row.name);
    await expectations[row.expect](start(row.start, alone ?? folder, { port }), row, { folder, mark });
  } catch (error) {
    problems.push(error.message);
  }
  for (const { pid, command } of await leftOver(mark, problems.length > 0 ? 0 : GONE_MS)) {
    if (problems.length === 0) problems.push('Left behind:');
    problems.push(`  ${pid} ${command}`);
  }
  if (alone) rmSync(alone, { recursive: true });
  if (problems.length === 0) return undefined;
  return [...problems, ...programs.map(({ output }) => output.slice(-6000))].join('\n');
}

function isBefore(version, other) {
  return version.localeCompare(other, 'en', { numeric: true }) < 0;
}

async function freePort() {
  const server = createServer().listen(0);
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  return String(port);
}
