import type { IncomingHttpHeaders } from 'node:http';
import { LitServeException } from '#common';
import type { Priority } from '#endpoint';
import type { Lease } from '#queue';
import type { Encoded, ItemMeta, RunItem } from '#wire';
import type { Answer } from '#workers';
import { isPriority } from './schedule.js';

/** What waits in an endpoint's queue: the arguments, already encoded, and what the worker is told beside them. */
export interface RequestPayload {
  readonly args: Encoded;
  /** Only equal keys share a batch. */
  readonly key: string;
  readonly cost: number;
  /** Key of the session it belongs to; `''` for none. */
  readonly session: string;
  /** Of a call from code, ids of the endpoints it has come through; absent for a request. It never crosses. */
  readonly chain?: readonly string[];
  readonly meta: Omit<ItemMeta, 'remainingMs' | 'attempt'>;
}

/** The part of an adapter's request that travels; both adapters have these fields under these names. */
export interface AdapterRequest {
  readonly headers: IncomingHttpHeaders;
  readonly query?: unknown;
  readonly params?: unknown;
}

/**
 * What the hooks see of a request. Middleware, guards and query parsers may have put anything there; only data of the
 * promised shape may enter the frame that carries a whole batch, for a worker refuses any other frame.
 *
 * @throws LitServeException `uncrossable_value` when the query is no JSON
 */
export function requestMeta(request: AdapterRequest): Pick<ItemMeta, 'headers' | 'query' | 'params'> {
  return {
    headers: texts(request.headers, isHeader) as ItemMeta['headers'],
    query: jsonRecord(request.query),
    params: texts(request.params ?? {}, isText) as ItemMeta['params'],
  };
}

const isText = (value: unknown): boolean => typeof value === 'string';
const isHeader = (value: unknown): boolean => isText(value) || (Array.isArray(value) && value.every(isText));

/** The record itself when all of it is fit; else a copy with numbers and the like as text, and without the rest. */
function texts(record: object, isFit: (value: unknown) => boolean): object {
  if (areAll(record, isFit)) return record;
  return Object.fromEntries(
    Object.entries(record).flatMap(([name, value]) => {
      const fit = isFit(value) ? value : asText(value);
      return fit === undefined ? [] : [[name, fit]];
    }),
  );
}

/** Of every request, so without a list of its values. */
function areAll(record: object, isFit: (value: unknown) => boolean): boolean {
  for (const name in record) if (!isFit((record as Readonly<Record<string, unknown>>)[name])) return false;
  return true;
}

/** A wildcard of Express is a list of path segments. */
function asText(value: unknown): string | undefined {
  if (Array.isArray(value)) return value.every(isText) ? value.join('/') : undefined;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

function jsonRecord(query: unknown): ItemMeta['query'] {
  if (typeof query !== 'object' || query === null) return {};
  if (!Array.isArray(query) && areAll(query, isHeader)) return query as ItemMeta['query'];
  try {
    return JSON.parse(JSON.stringify({ ...query })) as ItemMeta['query'];
  } catch (cause) {
    throw new LitServeException('uncrossable_value', { cause });
  }
}

/** Of a request that was refused before anything but its head was read. */
export const unreadPayload = (requestId: string): RequestPayload => ({
  args: { json: '[]', sections: [] },
  key: '',
  cost: 1,
  session: '',
  meta: { requestId, priority: 'normal', form: 'bytes', headers: {}, query: {}, params: {} },
});

/** A lease as it is sent: durations only, since clocks differ between processes. */
export function toRunItem(lease: Lease<RequestPayload, Answer>, number: number): RunItem {
  const { args, meta } = lease.payload;
  const remainingMs = lease.remainingMs();
  return {
    lease: number,
    args,
    // Field by field: a spread per item of a batch shows in a profile.
    meta: {
      requestId: meta.requestId,
      // Whole, for fewer digits to write and to read.
      remainingMs: Number.isFinite(remainingMs) ? Math.ceil(remainingMs) : null,
      attempt: lease.ticket.attempt,
      priority: meta.priority,
      headers: meta.headers,
      query: meta.query,
      params: meta.params,
      form: meta.form,
      format: meta.format,
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

const PRIORITY_HEADER = 'x-litserve-priority';

/**
 * The priority a client asks for; `undefined` when it does not.
 *
 * @throws LitServeException `invalid_priority`
 */
export function requestPriority(headers: IncomingHttpHeaders): Priority | undefined {
  const asked = headers[PRIORITY_HEADER];
  if (asked === undefined) return undefined;
  const priority = String(asked).trim().toLowerCase();
  if (isPriority(priority)) return priority;
  throw new LitServeException('invalid_priority', { details: { value: String(asked).slice(0, 40) } });
}
