import type { Logger } from '@nestjs/common';
import type { Serving } from '../serving.js';

/** A server with worker processes that nobody has told what to do at SIGTERM ends at once, with all it has accepted. */
export function hintAtSignals(
  { pools }: Serving,
  logger: Logger,
  signals: NodeJS.EventEmitter = process,
): void {
  const hasProcesses = pools.some(({ options }) => options.isolation === 'process');
  if (!hasProcesses || signals.listenerCount('SIGTERM') > 0) return;
  logger.warn(
    'Nobody listens to SIGTERM: it will end the app in the middle of its requests. To let them finish, call ' +
      'app.enableShutdownHooks() in the main file, before listen()',
  );
}
