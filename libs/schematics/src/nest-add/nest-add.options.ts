import type { EndpointType } from '../endpoint/endpoint.options.js';

/** What `nest add` hands over. The schema has the defaults and the descriptions. */
export interface NestAddOptions {
  readonly sourceRoot: string;
  readonly endpoint: string;
  readonly type: EndpointType;
  readonly skipInstall: boolean;
}
