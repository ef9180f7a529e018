import type { EndpointAssignment } from '#wire';
import type { PoolEndpoint } from '#workers';
import type { ServedEndpoint } from '../serving.js';
import { toRunItem, type RequestPayload } from './request-payload.js';

/** What a pool has to know of an endpoint. */
export function poolEndpoint({
  definition: { id, options },
  server,
}: ServedEndpoint): PoolEndpoint<RequestPayload> {
  const assignment: EndpointAssignment = {
    id,
    name: options.name,
    maxBatchSize: options.maxBatchSize,
    concurrency: options.concurrency,
    stream: options.stream,
  };
  return {
    assignment,
    queue: server.queue,
    batchTimeoutMs: options.batchTimeoutMs,
    timeoutMs: options.timeoutMs,
    toItem: toRunItem,
  };
}
