import type { Lease, WorkQueue } from '#queue';
import type { EndpointAssignment, Outcome, Received, RunItem } from '#wire';

/** What the caller of an item gets: an answer, or the chunks of a stream. Errors go to `lease.fail` instead. */
export type Answer = UnaryAnswer | StreamChunk;

/** The whole answer: ready bytes or a value. */
export type UnaryAnswer = Exclude<Outcome<Received>, { readonly kind: 'error' }>;

/** A part of a stream, which may be several of the user's chunks. */
export type StreamChunk =
  /** Formatted; the caller gives credit for the length once it has taken them. */
  | { readonly kind: 'chunk-bytes'; readonly bytes: Uint8Array }
  /** A list of values; the caller gives credit for `size` once it has taken them. */
  | { readonly kind: 'chunk-values'; readonly values: Received; readonly size: number };

/** An endpoint as its pool sees it. */
export interface PoolEndpoint<Payload> {
  readonly assignment: EndpointAssignment;
  readonly queue: WorkQueue<Payload, Answer>;
  /** How long a free slot lets the oldest item wait for company. */
  readonly batchTimeoutMs: number;
  /**
   * A run that is `killGraceMs` older than this holds nothing but items that have been answered 504, so its worker is
   * replaced. A stream that has begun is given as much from when its last caller has gone. 0 = never. @default 0
   */
  readonly timeoutMs?: number;
  /** What crosses for an item, which the pool has given this number. What it throws fails this item alone. */
  toItem(lease: Lease<Payload, Answer>, number: number): RunItem;
}
