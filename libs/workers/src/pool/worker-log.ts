import type { FromWorkerControl, LogLevel } from '#wire';
import type { PoolLogger } from '../pool-logger.js';

const METHODS: Readonly<Record<LogLevel, keyof PoolLogger>> = {
  log: 'log',
  error: 'error',
  warn: 'warn',
  debug: 'debug',
  verbose: 'debug',
  fatal: 'error',
};

/** Writes what one worker says and what happens to it, under the name of its pool and its number. */
export class WorkerLog {
  readonly #name: string;

  constructor(
    private readonly logger: PoolLogger,
    pool: string,
    worker: number,
  ) {
    this.#name = `${pool}#${worker}`;
  }

  /** What happened to the worker. */
  write(level: keyof PoolLogger, message: string): void {
    this.logger[level](message, this.#name);
  }

  /** A line it printed. */
  output(line: string, from: 'stdout' | 'stderr'): void {
    this.logger[from === 'stdout' ? 'log' : 'warn'](line, this.#name);
  }

  /** What it wrote to its own log. */
  entry(entry: Extract<FromWorkerControl, { litserve: 'log' }>): void {
    const method = Object.hasOwn(METHODS, entry.level) ? METHODS[entry.level] : 'log';
    this.logger[method](entry.message, entry.context === '' ? this.#name : `${this.#name} ${entry.context}`);
  }
}
