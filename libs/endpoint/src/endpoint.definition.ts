import type { Type } from '@nestjs/common';
import type { ResolvedEndpointOptions } from './endpoint.options.js';

/** One route of one decorated class: the immutable result of reading its metadata. */
export interface EndpointDefinition {
  /** `HostModule/ClassName/ordinal`, the same in the HTTP process and in its workers. */
  readonly id: string;
  readonly cls: Type<object>;
  /** Name of the module that provides the class. */
  readonly host: string;
  readonly options: ResolvedEndpointOptions;
}
