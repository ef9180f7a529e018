import { Logger } from '@nestjs/common';
import type { EndpointDefinition } from '#endpoint';
import type { Outlets } from '#http';
import { createWorkQueue, type QueueObserver } from '#queue';
import type { Answer } from '#workers';
import { EndpointServer } from './endpoint-server.js';
import type { RequestPayload } from './request-payload.js';

/**
 * The server of one endpoint, with a queue made after the endpoint's options.
 *
 * @param clientPriority whether clients may ask for a priority
 */
export function createEndpointServer(
  definition: EndpointDefinition,
  clientPriority: boolean,
  outlets: Outlets,
  observer: QueueObserver<RequestPayload>,
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
    onStrategyError: (error) =>
      logger.error(
        `${name}: its batching strategy failed, onDemand() takes over: ${error.stack ?? error.message}`,
      ),
    // Requests of one poll phase may share a batch; where there are none, nobody need wait for the phase to end.
    ...(maxBatchSize > 1 ? {} : { defer: (announce: () => void) => announce() }),
  });
  return new EndpointServer(definition, queue, clientPriority, outlets);
}
