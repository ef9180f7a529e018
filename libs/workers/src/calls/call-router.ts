import type { Lease } from '#queue';
import type { CallMessage, Received, Reply } from '#wire';
import type { Answer, PoolEndpoint } from '../pool-endpoint.js';

/** The item on whose behalf a worker calls another endpoint: whose rank, deadline and request id the call inherits. */
export interface CallParent<Payload> {
  readonly endpoint: PoolEndpoint<Payload>;
  readonly lease: Lease<Payload, Answer>;
}

/** A call that has been taken to a queue. After its last reply both methods do nothing. */
export interface RoutedCall {
  cancel(): void;
  /** The worker has taken so many bytes of the replies. */
  credit(bytes: number): void;
}

/**
 * Takes the call of a worker to the queue of the endpoint it names.
 *
 * @param reply told what becomes of it, in order, never before this has returned; after `end`, `error` or a cancel nothing
 * follows. A refusal is an `error` too: this never throws.
 */
export type RouteCall<Payload> = (
  call: CallMessage<Received>,
  parent: CallParent<Payload> | undefined,
  reply: (reply: Reply) => void,
) => RoutedCall;
