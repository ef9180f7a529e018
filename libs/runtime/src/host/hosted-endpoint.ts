import type { Type } from '@nestjs/common';
import type { EndpointHooks, LitContext } from '#endpoint';
import type { EndpointAssignment } from '#wire';

/** An endpoint with the instance that serves it; endpoints of one class share the instance. */
export interface HostedEndpoint {
  readonly assignment: EndpointAssignment;
  /** The decorated class, whose metadata counts; the instance may be of another class (a test's replacement). */
  readonly cls: Type<object>;
  readonly instance: EndpointHooks;
  /** What its calls of `predict` go through; absent but in tests. */
  readonly around?: AroundPredict;
}

/** Decides what a call of `predict` comes to. @param predict makes the call */
export type AroundPredict = (
  predict: () => unknown,
  input: unknown,
  contexts: LitContext | readonly LitContext[],
) => unknown;
