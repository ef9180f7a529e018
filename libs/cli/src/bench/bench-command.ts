import type { CliIo } from '../cli-io.js';
import { bench, type BenchReport } from './bench.js';
import { benchOptions, BenchUsageError, type BenchOptions } from './bench-options.js';
import type { BenchSystem } from './bench-system.js';
import { BENCH_USAGE } from './bench-usage.js';
import { objectiveText } from './objective.js';
import { adviceText } from './report/advice-text.js';
import { rate } from './report/figures.js';
import { progress } from './report/progress.js';
import { tableText } from './report/table.js';
import { BenchRefusedError } from './try-once.js';

/** As of a program that SIGINT has ended. */
const INTERRUPTED = 130;

/**
 * `nestjs-litserve bench`.
 *
 * @param args after `bench`
 * @param version of this package, for the JSON
 * @returns the exit code
 */
export async function benchCommand(
  args: readonly string[],
  io: CliIo,
  system: BenchSystem,
  version: string,
): Promise<number> {
  if (args.includes('--help') || args.includes('-h')) {
    io.out(BENCH_USAGE);
    return 0;
  }
  const interrupted = new AbortController();
  const forget = system.onInterrupt(() => interrupted.abort());
  try {
    const options = benchOptions(args, system.readFile);
    const report = await bench(
      options,
      system,
      progress(io.error, io.isTerminal === true),
      interrupted.signal,
    );
    write(report, options, io, system, version);
    if (interrupted.signal.aborted) return INTERRUPTED;
    return isWell(report, options) ? 0 : 1;
  } catch (error) {
    if (error instanceof BenchUsageError) {
      io.error(`nestjs-litserve bench: ${error.message}\n\n${BENCH_USAGE}`);
      return 2;
    }
    if (!(error instanceof BenchRefusedError)) throw error;
    io.error(`nestjs-litserve bench: ${error.message}\n`);
    return 1;
  } finally {
    forget();
  }
}

const isWell = ({ stages, keptRate }: BenchReport, { objective }: BenchOptions): boolean =>
  stages.some(({ answered }) => answered > 0) && (objective === undefined || keptRate !== undefined);

function write(
  report: BenchReport,
  { objective, json }: BenchOptions,
  io: CliIo,
  system: BenchSystem,
  version: string,
): void {
  const asJson = `${JSON.stringify({ version, ...report }, null, 2)}\n`;
  if (json === '-') {
    io.out(asJson);
    return;
  }
  if (json !== undefined) system.writeFile(json, asJson);
  io.out(`\n${tableText(report.stages)}\n${adviceText(report.advice)}`);
  if (!objective) return;
  const { keptRate } = report;
  io.out(
    `slo       ${objectiveText(objective)}: ${keptRate === undefined ? 'no rate that was tried keeps it' : `kept up to ${rate(keptRate)}`}\n`,
  );
}
