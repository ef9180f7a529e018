import { Logger } from '@nestjs/common';
import type { PoolLogger } from '#workers';

/** Each line under its worker's name. Nest takes a second argument of an instance's `log` for a message of its own. */
export function poolLogger(): PoolLogger {
  const loggers = new Map<string, Logger>();
  const of = (context: string): Logger => {
    const logger = loggers.get(context) ?? new Logger(context);
    loggers.set(context, logger);
    return logger;
  };
  return {
    log: (message, context) => of(context).log(message),
    warn: (message, context) => of(context).warn(message),
    error: (message, context) => of(context).error(message),
    debug: (message, context) => of(context).debug(message),
  };
}
