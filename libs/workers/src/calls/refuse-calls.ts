import { errorToData, type Reply } from '#wire';
import type { RoutedCall } from './call-router.js';

/** The answer to all calls of the workers of a pool that was given no way to route them. */
export function refuseCalls(_call: unknown, _parent: unknown, reply: (reply: Reply) => void): RoutedCall {
  let isCancelled = false;
  queueMicrotask(() => {
    const error = errorToData(new Error('The pool of this worker routes no calls to other endpoints'));
    if (!isCancelled) reply({ kind: 'error', error });
  });
  return { cancel: () => void (isCancelled = true), credit: () => {} };
}
