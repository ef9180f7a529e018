import type { CallKind, Encoded, ItemMeta, Received } from '#wire';

/** One call of an endpoint from code. */
export interface OutgoingCall {
  /** Id of the endpoint that is called. */
  readonly endpoint: string;
  readonly kind: CallKind;
  readonly args: Encoded;
  /** Shortens the deadline the call would have; in ms. */
  readonly timeoutMs?: number | undefined;
  readonly priority?: ItemMeta['priority'] | undefined;
}

/** Where what becomes of a call goes: values, then exactly one of `done` and `fail`. Nothing comes after a cancel. */
export interface CallSink {
  /** A list: the one answer, or some chunks of a stream. It counts as taken when this returns. */
  values(received: Received): void;
  done(): void;
  fail(error: Error): void;
}

export interface OpenCall {
  /** Nobody waits for it any more; a queued item leaves, a running one is aborted. After the end it does nothing. */
  cancel(): void;
}

/** The way from code to the endpoints' queues: straight in the HTTP process, over the wire from a worker. */
export interface Calls {
  /** Never throws: what goes wrong is told to the sink, later. */
  open(call: OutgoingCall, sink: CallSink): OpenCall;
}
