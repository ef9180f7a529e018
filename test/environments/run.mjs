/**
 * Packs the built library, installs it outside the repository, and starts apps in every way of `rows.mjs`, one after
 * the other. `node test/environments/run.mjs [row…]`, after `npm run build`; Linux only, needs a network or npm's
 * cache. `LITSERVE_CONSUMER=folder` uses an earlier installation, which a failure leaves behind.
 */
import { rmSync } from 'node:fs';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { installConsumer, leaveAlone, makeApp } from './support/consumer.mjs';
import { expectations } from './support/expectations.mjs';
import { leftOver } from './support/processes.mjs';
import { Program } from './support/program.mjs';
import { rows } from './rows.mjs';

const BUILD_MS = 120_000;
/** After the command has ended nothing should be there any more; this is for the kernel to clear up. */
const GONE_MS = 2_000;
const NAME_WIDTH = Math.max(...rows.map(({ name }) => name.length));

const names = process.argv.slice(2);
const unknown = names.filter((name) => !rows.some((row) => row.name === name));
if (unknown.length > 0) {
  console.error(`No such row: ${unknown.join(', ')}. There are ${rows.map(({ name }) => name).join(', ')}`);
  process.exit(2);
}

const given = process.env.LITSERVE_CONSUMER;
const consumer = given ?? installConsumer();
const chosen = rows.filter(({ name }) => names.length === 0 || names.includes(name));
let failed = 0;
for (const row of chosen) {
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
console.log(`${chosen.length - failed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;

/** What went wrong, with what the program said; `undefined` when all is well. */
async function runRow(row) {
  const mark = `${row.name}-${process.pid}`;
  const programs = [];
  const start = (command, cwd, port) => {
    const program = new Program(command, { cwd, mark, port });
    programs.push(program);
    return program;
  };
  const problems = [];
  let alone;
  try {
    const folder = makeApp(consumer, row);
    if (row.build) {
      const code = await start(row.build, folder).exit(BUILD_MS);
      if (code !== 0) throw new Error(`${row.build} ended with ${code}`);
    }
    const port = row.template && (await freePort());
    if (row.alone) alone = leaveAlone(join(folder, row.alone), row.name);
    await expectations[row.expect](start(row.start, alone ?? folder, port), row, { folder, mark });
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

async function freePort() {
  const server = createServer().listen(0);
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  return String(port);
}
