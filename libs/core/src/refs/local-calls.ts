import type { Calls, CallSink, OpenCall, OutgoingCall } from '#runtime';
import type { CallRouter } from './call-router.js';

/** Calls of code in the HTTP process: straight into the queues. */
export class LocalCalls implements Calls {
  constructor(private readonly router: CallRouter) {}

  open(call: OutgoingCall, sink: CallSink): OpenCall {
    const routed = this.router.open(call, undefined, {
      values: (values, size) => {
        sink.values(values);
        if (size > 0) routed.credit(size);
      },
      done: () => sink.done(),
      fail: (error) => sink.fail(error),
    });
    return routed;
  }
}
