import type { CallSink, OpenCall } from './calls.js';

/** A call that fails by itself, once whoever makes it is ready to hear it. */
export function refusedCall(sink: CallSink, error: Error): OpenCall {
  let isCancelled = false;
  queueMicrotask(() => {
    if (!isCancelled) sink.fail(error);
  });
  return { cancel: () => void (isCancelled = true) };
}
