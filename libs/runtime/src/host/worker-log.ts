import { inspect } from 'node:util';
import type { FromWorkerControl, LogLevel } from '#wire';

/** Writes one entry of the worker's log. */
export type WriteLog = (level: LogLevel, context: string, message: string) => void;

/** Longer entries are cut: one log line must not hold up cancels, which travel on the same channel. */
export const MAX_LOG_CHARACTERS = 16 * 1024;

/** A log that goes to the HTTP process, which prints it with the number of the worker. */
export function controlLog(control: (message: FromWorkerControl) => void): WriteLog {
  return (level, context, message) =>
    control({
      litserve: 'log',
      level,
      context: cut(context, 256),
      message: cut(message, MAX_LOG_CHARACTERS),
    });
}

/** The value as one reads it in a log; lines are kept. */
export function logText(value: unknown): string {
  if (typeof value === 'string') return value;
  return inspect(value, { depth: 4, breakLength: 120, maxArrayLength: 50 });
}

function cut(text: string, max: number): string {
  return text.length > max ? `${text.slice(0, max)}… (${text.length - max} more characters)` : text;
}
