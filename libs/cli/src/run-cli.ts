import { parseArgs } from 'node:util';
import { benchCommand } from './bench/bench-command.js';
import { benchSystem, type BenchSystem } from './bench/bench-system.js';
import type { CliIo } from './cli-io.js';
import { doctor } from './doctor/doctor.js';
import { doctorSystem, type DoctorSystem } from './doctor/doctor-system.js';
import { reportText } from './doctor/report-text.js';
import { ownPackage } from './doctor/packages.js';

const USAGE = `Usage: nestjs-litserve <command> [options]

Commands:
  doctor [model.onnx ...]  looks at this machine, the packages of the app in this folder, and models
  bench <url>              loads an endpoint, says what it can do and which settings would do more: bench --help

Options of doctor:
  --json     the findings as JSON
  --version  the version of nestjs-litserve
  --help     this text

Exit codes: 0 when nothing is wrong, 1 when something is, 2 when the command is not understood.
`;

const OPTIONS = {
  json: { type: 'boolean' },
  version: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** What the commands see. */
export interface CliSystems {
  readonly doctor: DoctorSystem;
  readonly bench: BenchSystem;
}

/**
 * Runs a command line.
 *
 * @param args without node and the program
 * @returns the exit code
 */
export async function runCli(
  args: readonly string[],
  io: CliIo,
  { doctor: system = doctorSystem(), bench = benchSystem() }: Partial<CliSystems> = {},
): Promise<number> {
  // It has options of its own, so it is known before they are read.
  if (args[0] === 'bench') return benchCommand(args.slice(1), io, bench, ownPackage(system).version);
  let parsed;
  try {
    parsed = parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    return misunderstood((error as Error).message, io);
  }
  const { values, positionals } = parsed;
  const [command, ...models] = positionals;
  if (values.version) io.out(`${ownPackage(system).version}\n`);
  else if (values.help) io.out(USAGE);
  else if (command === 'doctor') return examine(models, values.json === true, io, system);
  else return misunderstood(command === undefined ? 'no command' : `unknown command "${command}"`, io);
  return 0;
}

function examine(models: readonly string[], asJson: boolean, io: CliIo, system: DoctorSystem): number {
  const findings = doctor(system, models);
  const isWell = findings.every(({ level }) => level !== 'error');
  const { version } = ownPackage(system);
  io.out(asJson ? `${JSON.stringify({ version, ok: isWell, findings }, null, 2)}\n` : reportText(findings));
  return isWell ? 0 : 1;
}

function misunderstood(why: string, io: CliIo): number {
  io.error(`nestjs-litserve: ${why}\n\n${USAGE}`);
  return 2;
}
