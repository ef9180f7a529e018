import type { Type } from '@nestjs/common';
import type { EndpointHooks } from '#endpoint';
import type { EndpointAssignment } from '#wire';

/** An endpoint with the instance that serves it; endpoints of one class share the instance. */
export interface HostedEndpoint {
  readonly assignment: EndpointAssignment;
  /** The decorated class, whose metadata counts; the instance may be of another class (a test's replacement). */
  readonly cls: Type<object>;
  readonly instance: EndpointHooks;
}
