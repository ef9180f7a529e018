import type { LitContext } from '#endpoint';
import type { Calls, CallSink, OpenCall, OutgoingCall } from './calls.js';
import type { OutgoingCalls } from './outgoing-calls.js';
import { refusedCall } from './refused-call.js';

/** The calls on behalf of one item: they inherit from it, and end with it when nobody waits for it any more. */
export class ItemCalls implements Calls {
  /** @param item its number */
  constructor(
    private readonly calls: OutgoingCalls,
    private readonly item: number,
    private readonly context: LitContext & { readonly cancelled: boolean },
  ) {}

  open(call: OutgoingCall, sink: CallSink): OpenCall {
    if (this.context.cancelled) return refusedCall(sink, this.#reason());
    return this.calls.open(call, sink, this.item);
  }

  /** The item has been cancelled. */
  abandon(): void {
    this.calls.abandon(this.item, () => this.#reason());
  }

  /** The signal is made when it is asked for, and most items never do. */
  #reason(): Error {
    return this.context.signal.reason as Error;
  }
}
