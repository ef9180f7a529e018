import type { LoggerService } from '@nestjs/common';
import type { LogLevel } from '#wire';
import { logText, type WriteLog } from '../host/worker-log.js';

const DEFAULT_CONTEXT = 'Worker';
/** Nest tells of every module it starts. In a worker that is noise: the pool logs how its boot gets on. */
const BOOT_CONTEXTS: ReadonlySet<string> = new Set(['NestFactory', 'InstanceLoader']);

/**
 * Nest's logger in a worker: every entry goes to the HTTP process, which filters, prints and names the worker. As with
 * Nest's own loggers, a text after the messages is the context; an error's stack may come between.
 */
export class ControlLogger implements LoggerService {
  constructor(private readonly write: WriteLog) {}

  log(message: unknown, ...rest: unknown[]): void {
    this.#forward('log', message, rest);
  }

  error(message: unknown, ...rest: unknown[]): void {
    this.#forward('error', message, rest);
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.#forward('warn', message, rest);
  }

  debug(message: unknown, ...rest: unknown[]): void {
    this.#forward('debug', message, rest);
  }

  verbose(message: unknown, ...rest: unknown[]): void {
    this.#forward('verbose', message, rest);
  }

  fatal(message: unknown, ...rest: unknown[]): void {
    this.#forward('fatal', message, rest);
  }

  #forward(level: LogLevel, message: unknown, rest: readonly unknown[]): void {
    const given = rest.filter((value) => value !== undefined);
    const last = given.at(-1);
    const hasContext = typeof last === 'string' && !isStack(last);
    if (level === 'log' && hasContext && BOOT_CONTEXTS.has(last)) return;
    const texts = [message, ...(hasContext ? given.slice(0, -1) : given)].map(logText);
    this.write(level, hasContext ? last : DEFAULT_CONTEXT, texts.join('\n'));
  }
}

function isStack(text: string): boolean {
  return /\n\s+at /.test(text);
}
