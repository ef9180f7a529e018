import { randomUUID } from 'node:crypto';
import { LitServeException } from '#common';
import type { EndpointDefinition, Priority } from '#endpoint';
import { rankOf } from '#queue';
import type { CallMessage } from '#wire';
import type { CallParent } from '#workers';
import type { Terms } from '../server/endpoint-server.js';
import type { RequestPayload } from '../server/request-payload.js';

/** On which terms a call enters a queue. */
export interface CallTerms extends Terms {
  readonly requestId: string;
  /** `undefined` to leave it to the endpoint. */
  readonly priority: Priority | undefined;
  /** Ids of the endpoints the request has come through; empty for a call on nobody's behalf. */
  readonly chain: readonly string[];
}

type Limits = Pick<CallMessage, 'timeoutMs' | 'priority'>;

/** The terms of a call on nobody's behalf: those of any request. */
export function ownTerms({ options }: EndpointDefinition, { timeoutMs, priority }: Limits): CallTerms {
  return {
    requestId: randomUUID(),
    priority,
    timeoutMs: least([options.timeoutMs || Infinity, timeoutMs ?? Infinity], options.timeoutMs),
    chain: [],
  };
}

/**
 * The terms of a call on behalf of an item: it goes first where the item went first, has no longer than the item has
 * left, and is taken although the queue drains, since the item was.
 *
 * @param nameOf the name of the endpoint with this id
 * @throws LitServeException `endpoint_cycle`, `deadline_exceeded`
 */
export function inheritTerms(
  { id, options }: EndpointDefinition,
  { timeoutMs, priority }: Limits,
  { endpoint, lease }: CallParent<RequestPayload>,
  nameOf: (id: string) => string,
): CallTerms {
  const { ticket, payload } = lease;
  const chain = [...(payload.chain ?? []), endpoint.assignment.id];
  if (chain.includes(id)) throw cycle(options.name, [...chain, id].map(nameOf));
  const limits = [options.timeoutMs || Infinity, timeoutMs ?? Infinity, lease.remainingMs()];
  return {
    requestId: payload.meta.requestId,
    priority: priority ?? payload.meta.priority,
    rank: priority === undefined ? ticket.rank : rankOf(ticket.arrivedAt, priority),
    timeoutMs: least(limits, options.timeoutMs),
    isOwed: true,
    chain,
  };
}

/** As the queue takes it: 0 for none. */
function least(limits: readonly number[], endpointMs: number): number {
  const limitMs = Math.ceil(Math.min(...limits));
  if (limitMs <= 0) throw new LitServeException('deadline_exceeded', { details: { timeoutMs: endpointMs } });
  return limitMs === Infinity ? 0 : limitMs;
}

function cycle(endpoint: string, chain: readonly string[]): LitServeException {
  return new LitServeException('endpoint_cycle', { details: { endpoint, chain: chain.join(' → ') } });
}
