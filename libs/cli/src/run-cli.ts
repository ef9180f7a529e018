import { parseArgs } from 'node:util';
import { doctor } from './doctor/doctor.js';
import { doctorSystem, type DoctorSystem } from './doctor/doctor-system.js';
import { reportText } from './doctor/report-text.js';
import { ownPackage } from './doctor/packages.js';

/** Where a command writes. */
export interface CliIo {
  readonly out: (text: string) => void;
  readonly error: (text: string) => void;
}

const USAGE = `Usage: nestjs-litserve <command> [options]

Commands:
  doctor [model.onnx ...]  looks at this machine, the packages of the app in this folder, and models

Options:
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

/**
 * Runs a command line.
 *
 * @param args without node and the program
 * @returns the exit code
 */
export function runCli(args: readonly string[], io: CliIo, system: DoctorSystem = doctorSystem()): number {
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
