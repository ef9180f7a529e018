import { errorFromData, inCreditSteps, type Received, type Reply, type ReplyMessage } from '#wire';
import type { Outbox } from '../host/outbox.js';
import { CallNotices } from './call-notices.js';
import type { Calls, CallSink, OpenCall, OutgoingCall } from './calls.js';
import { refusedCall } from './refused-call.js';

interface Pending {
  readonly sink: CallSink;
  /** Number of the item it is made for. */
  readonly item: number | undefined;
  /** The sink has taken so many bytes. */
  readonly took: (bytes: number) => void;
}

/** The calls that code of this worker has made: numbers them, sends them, and hands their replies to who made them. */
export class OutgoingCalls implements Calls {
  /** Those that are not over, by number. */
  readonly #pending = new Map<number, Pending>();
  readonly #notices: CallNotices;
  #latest = 0;
  /** Set once there is nobody to reply any more. */
  #closed: Error | undefined;

  constructor(private readonly outbox: Outbox) {
    this.#notices = new CallNotices(
      (message) => outbox.control(message),
      (call) => this.#pending.has(call),
    );
  }

  /** @param item on whose behalf, by its number */
  open(call: OutgoingCall, sink: CallSink, item?: number): OpenCall {
    if (this.#closed) return refusedCall(sink, this.#closed);
    const number = ++this.#latest;
    const took = inCreditSteps((bytes) => this.#notices.credit(number, bytes));
    this.#pending.set(number, { sink, item, took });
    const failed = (error: Error): void => this.#take(number)?.sink.fail(error);
    void this.outbox.call({ type: 'call', call: number, parent: item, ...call }, failed);
    return { cancel: () => this.#cancel(number) };
  }

  /** A reply to a call that is over means nothing. */
  reply({ call, reply }: ReplyMessage<Received>): void {
    const pending = this.#pending.get(call);
    if (!pending) return;
    if (reply.kind === 'values') return this.#values(call, pending, reply);
    this.#pending.delete(call);
    if (reply.kind === 'end') pending.sink.done();
    else pending.sink.fail(errorFromData(reply.error));
  }

  /** Nobody waits for this item any more: its calls are cancelled and fail. */
  abandon(item: number, reason: () => Error): void {
    for (const [call, pending] of this.#pending) {
      if (pending.item !== item) continue;
      this.#cancel(call);
      pending.sink.fail(reason());
    }
  }

  /** The link has ended: all calls fail, and so do those to come. */
  close(error: Error): void {
    this.#closed = error;
    for (const call of this.#pending.keys()) this.#take(call)?.sink.fail(error);
  }

  /** A value that cannot be read fails its own call; thrown on, it would break the pipe. */
  #values(
    call: number,
    pending: Pending,
    { size, values }: Extract<Reply<Received>, { kind: 'values' }>,
  ): void {
    try {
      pending.sink.values(values);
    } catch (error) {
      this.#cancel(call);
      pending.sink.fail(error instanceof Error ? error : new Error(String(error)));
      return;
    }
    pending.took(size);
  }

  #cancel(call: number): void {
    if (this.#take(call)) this.#notices.cancel(call);
  }

  #take(call: number): Pending | undefined {
    const pending = this.#pending.get(call);
    this.#pending.delete(call);
    return pending;
  }
}
