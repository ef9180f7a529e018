import {
  errorToData,
  type CallMessage,
  type ErrorData,
  type Received,
  type Reply,
  type ReplyMessage,
} from '#wire';
import type { CallParent, RouteCall, RoutedCall } from './call-router.js';
import type { LentPlace } from './lent-place.js';

/** Cancels that may overtake their call; far more than can be on the way at once. */
const MAX_TOMBSTONES = 4096;

const PARENT_GONE: ErrorData = {
  name: 'AbortError',
  message: 'Nobody waits any more for the request on whose behalf this call was made',
};

/** The item on whose behalf a worker calls, in its run. */
export interface RunningParent<Payload> extends CallParent<Payload> {
  readonly place: LentPlace;
}

export interface WorkerCallsOptions<Payload> {
  readonly route: RouteCall<Payload>;
  /** The item a worker knows by this number, if somebody still waits for it. */
  parentOf(item: number): RunningParent<Payload> | undefined;
  /** @throws when the reply cannot be written, before anything of it has been */
  reply(message: ReplyMessage): void;
}

interface OpenCall {
  /** Number of the item it is made for. */
  readonly parent: number | undefined;
  readonly place: LentPlace | undefined;
  routed: RoutedCall | undefined;
}

/** The calls of one worker that are not over: each has been taken to a queue, and its replies go back to the worker. */
export class WorkerCalls<Payload> {
  /** By the worker's own numbers. */
  readonly #open = new Map<number, OpenCall>();
  /** Number of the latest call; the worker counts upwards, and sends its calls in order. */
  #latest = -1;
  /** Calls that were cancelled before they came: cancels travel on another pipe. All of them are above `#latest`. */
  readonly #tombstones = new Set<number>();

  constructor(private readonly options: WorkerCallsOptions<Payload>) {}

  open(message: CallMessage<Received>): void {
    const { call, parent: item } = message;
    if (call <= this.#latest) return;
    this.#latest = call;
    if (this.#tombstones.delete(call)) return;
    const parent = item === undefined ? undefined : this.options.parentOf(item);
    if (item !== undefined && !parent) return this.#tell(call, { kind: 'error', error: PARENT_GONE });
    const open: OpenCall = { parent: item, place: parent?.place, routed: undefined };
    this.#open.set(call, open);
    open.place?.callOpened();
    open.routed = this.options.route(message, parent, (reply) => this.#reply(call, reply));
  }

  /** The worker waits for them no more. */
  cancel(calls: readonly number[]): void {
    for (const call of calls) {
      if (call > this.#latest) this.#bury(call);
      else this.#close(call)?.routed?.cancel();
    }
  }

  credit(credits: readonly (readonly [call: number, bytes: number])[]): void {
    for (const [call, bytes] of credits) this.#open.get(call)?.routed?.credit(bytes);
  }

  /** Nobody waits for this item any more, and so for nothing that is done on its behalf. */
  parentGone(item: number): void {
    for (const [call, open] of this.#open) {
      if (open.parent !== item) continue;
      this.#close(call)?.routed?.cancel();
      // The worker may have been about to end the item, and then cancels nothing by itself.
      this.#tell(call, { kind: 'error', error: PARENT_GONE });
    }
  }

  died(): void {
    for (const call of this.#open.keys()) this.#close(call)?.routed?.cancel();
  }

  #reply(call: number, reply: Reply): void {
    if (!this.#open.has(call)) return;
    if (reply.kind !== 'values') this.#close(call);
    this.#tell(call, reply);
  }

  #tell(call: number, reply: Reply): void {
    try {
      this.options.reply({ type: 'reply', call, reply });
    } catch (error) {
      this.#close(call)?.routed?.cancel();
      this.options.reply({ type: 'reply', call, reply: { kind: 'error', error: errorToData(error) } });
    }
  }

  #close(call: number): OpenCall | undefined {
    const open = this.#open.get(call);
    this.#open.delete(call);
    open?.place?.callClosed();
    return open;
  }

  #bury(call: number): void {
    this.#tombstones.add(call);
    const [oldest] = this.#tombstones;
    if (this.#tombstones.size > MAX_TOMBSTONES && oldest !== undefined) this.#tombstones.delete(oldest);
  }
}
