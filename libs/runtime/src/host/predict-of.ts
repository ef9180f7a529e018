import type { EndpointHooks } from '#endpoint';
import type { HostedEndpoint } from './hosted-endpoint.js';

/** How the hosts call `predict` of an endpoint. The hook is looked up by each call: tests may replace it meanwhile. */
export function predictOf({ instance, around }: HostedEndpoint): EndpointHooks['predict'] {
  if (!around) return (input, context) => instance.predict(input, context);
  return (input, context) => around(() => instance.predict(input, context), input, context);
}
