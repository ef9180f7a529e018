import type { Type } from '@nestjs/common';
import type { Calls } from './calls.js';

/** What code in a worker needs to call endpoints. */
export interface WorkerCalls {
  readonly calls: Calls;
  /**
   * The endpoint of a decorated class of the app, whether or not this worker serves it; `undefined` if there is none.
   *
   * @param name for a class with several endpoints
   */
  endpointId(cls: Type<object>, name?: string): string | undefined;
}

/** The token of {@link WorkerCalls}. Every module of a worker can inject it, and none of the HTTP process. */
export const WORKER_CALLS: unique symbol = Symbol('litserve.worker-calls');
