import { Logger } from '@nestjs/common';
import type { EndpointDefinition } from '#endpoint';
import type { Outlets } from '#http';
import type { SchedulerLike } from 'rxjs';
import { createWorkQueue, type QueueObserver } from '#queue';
import type { Answer } from '#workers';
import { EndpointServer } from './endpoint-server.js';
import type { RequestPayload } from './request-payload.js';

/** While a body is read, nobody can step the time of a test to a certain point. */
const STANDS_STILL = (): number => 0;

/**
 * The server of one endpoint, with a queue made after the endpoint's options.
 *
 * @param clientPriority whether clients may ask for a priority
 * @param time that of a test, if it has its own
 */
export function createEndpointServer(
  definition: EndpointDefinition,
  clientPriority: boolean,
  outlets: Outlets,
  observer: QueueObserver<RequestPayload>,
  time: SchedulerLike | undefined,
): EndpointServer {
  const { options } = definition;
  const { name, maxBatchSize, maxQueueSize, onLate, batching, onBatchError, onCrash } = options;
  const logger = new Logger('LitServe');
  const queue = createWorkQueue<RequestPayload, Answer>({
    maxQueueSize,
    onLate,
    strategy: batching,
    onBatchError,
    onCrash,
    keyOf: ({ key }) => key,
    costOf: ({ cost }) => cost,
    sessions: options.scheduling.affinity && {
      keyOf: ({ session }) => session,
      idleMs: options.sessionIdleMs,
      max: options.maxSessions,
    },
    observer,
    ...(time ? { clock: time } : {}),
    onStrategyError: (error) =>
      logger.error(
        `${name}: its batching strategy failed, onDemand() takes over: ${error.stack ?? error.message}`,
      ),
    // Requests of one poll phase may share a batch; where there are none, nobody need wait for the phase to end.
    ...(maxBatchSize > 1 ? {} : { defer: (announce: () => void) => announce() }),
  });
  return new EndpointServer(definition, queue, clientPriority, outlets, time ? STANDS_STILL : undefined);
}
