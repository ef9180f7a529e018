import type { IncomingHttpHeaders } from 'node:http';
import { LitServeException } from '#common';
import type { Lease } from '#queue';
import type { Encoded, ItemMeta, RunItem } from '#wire';
import type { Answer } from '#workers';

/** What waits in an endpoint's queue: the arguments, already encoded, and what the worker is told beside them. */
export interface RequestPayload {
  readonly args: Encoded;
  readonly meta: Omit<ItemMeta, 'remainingMs' | 'attempt'>;
}

/** The part of an adapter's request that travels; both adapters have these fields under these names. */
export interface AdapterRequest {
  readonly headers: IncomingHttpHeaders;
  readonly query?: unknown;
  readonly params?: unknown;
}

export function requestMeta(request: AdapterRequest): Pick<ItemMeta, 'headers' | 'query' | 'params'> {
  return {
    headers: request.headers as ItemMeta['headers'],
    query: (request.query ?? {}) as ItemMeta['query'],
    params: (request.params ?? {}) as ItemMeta['params'],
  };
}

/** A lease as it is sent: durations only, since clocks differ between processes. */
export function toRunItem(lease: Lease<RequestPayload, Answer>): Omit<RunItem, 'lease'> {
  const { args, meta } = lease.payload;
  const remainingMs = lease.remainingMs();
  return {
    args,
    meta: {
      ...meta,
      attempt: lease.ticket.attempt,
      remainingMs: Number.isFinite(remainingMs) ? remainingMs : null,
    },
  };
}

const TIMEOUT_HEADER = 'x-litserve-timeout-ms';

/**
 * The deadline of a request in ms from its arrival: the endpoint's, which a client may shorten but not lengthen.
 * 0 = no deadline.
 *
 * @throws LitServeException `invalid_timeout`
 */
export function requestTimeoutMs(endpointTimeoutMs: number, headers: IncomingHttpHeaders): number {
  const asked = headers[TIMEOUT_HEADER];
  if (asked === undefined) return endpointTimeoutMs;
  if (!/^[1-9]\d{0,8}$/.test(String(asked))) {
    throw new LitServeException('invalid_timeout', { details: { value: String(asked).slice(0, 40) } });
  }
  return Math.min(endpointTimeoutMs || Infinity, Number(asked));
}
