import type { LitContext } from '#endpoint';
import { RequestContext } from '../host/request-context.js';
import type { Calls } from './calls.js';

/** The calls on behalf of the request a hook was given; `undefined` for a context that this library did not make. */
export function callsOf(context: LitContext): Calls | undefined {
  return context instanceof RequestContext ? context.calls : undefined;
}
