import type { AroundPredict, HostedEndpoint } from '../host/hosted-endpoint.js';

/**
 * Token of what a test has put around the models of an app. With one, every pool of the app is inline, whatever its
 * options say: nothing of a test's process reaches into another.
 */
export const INLINE_BENCH = Symbol('litserve inline bench');

export interface InlineBench {
  /**
   * Called for each endpoint of each worker that starts.
   *
   * @param crash ends that worker as the death of its process would
   */
  around(endpoint: HostedEndpoint, crash: () => void): AroundPredict;
}
