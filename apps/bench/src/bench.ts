/** `npm run bench -- [suite…] [--check] [--json file] [--rounds n] [--quick]`; see docs/performance.md. */
import { machine } from './report/machine.js';
import { writeJson } from './report/json.js';
import type { Row } from './report/row.js';
import { table } from './report/table.js';
import { parseArguments } from './run/arguments.js';
import { Bench } from './run/bench.js';
import type { Suite } from './suites/suite.js';
import { SUITES } from './suites/suites.js';

const args = parseArguments(process.argv.slice(2));
const began = { date: new Date().toISOString(), machine: machine() };

function chosen(names: readonly string[]): readonly Suite[] {
  const unknown = names.filter((name) => !SUITES.some((suite) => suite.name === name));
  if (unknown.length > 0) {
    throw new RangeError(
      `no suite ${unknown.join(', ')}; there are ${SUITES.map(({ name }) => name).join(', ')}`,
    );
  }
  return names.length === 0 ? SUITES : SUITES.filter(({ name }) => names.includes(name));
}

async function runSuite({ name, run }: Suite): Promise<Row[]> {
  process.stderr.write(`${name} ...\n`);
  const bench = new Bench(args.effort);
  try {
    const rows = await run(bench);
    // An hour is a long time to wait for the first figure.
    if (rows.length > 0) process.stderr.write(`${table(rows)}\n`);
    return rows;
  } catch (error) {
    // What the others have measured is not lost by it.
    process.stderr.write(`${name} failed: ${error instanceof Error ? error.stack : String(error)}\n`);
    process.exitCode = 1;
    return [];
  } finally {
    await bench.stop();
  }
}

const rows: Row[] = [];
for (const suite of chosen(args.suites)) rows.push(...(await runSuite(suite)));

const command = ['npm run bench --', ...process.argv.slice(2)].join(' ');
console.log(`${began.date}  ${Object.values(began.machine).join(' · ')}\n${command}\n\n${table(rows)}`);
if (args.json !== undefined) await writeJson(args.json, { ...began, command, rows });
if (args.check && rows.some(({ figure }) => figure.verdict === 'fail')) process.exitCode = 1;
