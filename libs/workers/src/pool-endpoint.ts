import type { Lease, WorkQueue } from '#queue';
import type { EndpointAssignment, Outcome, Received, RunItem } from '#wire';

/** What an item's caller gets: ready bytes or a value. An error outcome goes to `lease.fail` instead. */
export type Answer = Exclude<Outcome<Received>, { readonly kind: 'error' }>;

/** An endpoint as its pool sees it. */
export interface PoolEndpoint<Payload> {
  readonly assignment: EndpointAssignment;
  readonly queue: WorkQueue<Payload, Answer>;
  /** How long a free slot lets the oldest item wait for company. */
  readonly batchTimeoutMs: number;
  /**
   * A run that is `killGraceMs` older than this holds nothing but items that have been answered 504, so its worker is
   * replaced. 0 = never. @default 0
   */
  readonly timeoutMs?: number;
  /** What crosses for an item; the pool numbers it. What it throws fails this item alone. */
  toItem(lease: Lease<Payload, Answer>): Omit<RunItem, 'lease'>;
}
