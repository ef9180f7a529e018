export { DONE } from './done.js';
export { LitEndpoint } from './lit-endpoint.decorator.js';
export {
  ENDPOINT_DEFAULTS,
  POOL_OPTION_NAMES,
  type EndpointDefaults,
  type LitEndpointOptions,
  type LitPoolOptions,
  type PoolOptionName,
  type Priority,
  type RecycleOptions,
  type ResolvedEndpointOptions,
  type WorkerRange,
} from './endpoint.options.js';
export type { EndpointDefinition } from './endpoint.definition.js';
export {
  answerType,
  endpointId,
  endpointsOf,
  nestParameterCount,
  argumentTypes,
  parameterTypes,
  routeArgumentsOf,
  type RouteArgument,
} from './endpoint.metadata.js';
export { checkEndpoint, ENDPOINT_DEFAULT_RULES, POOL_RULES } from './endpoint-rules.js';
export { checkHooks } from './hook-rules.js';
export { nameOfEndpoint } from './endpoint-name.js';
export { isScheduled, poolOptionsOf, resolveEndpoint } from './resolve-endpoint.js';
export { LitApi, REQUEST_HOOKS, type EndpointHooks } from './hooks.js';
export { LitFile } from './lit-file.js';
export { LitResponse, type LitResponseOptions } from './lit-response.js';
export { LitContext } from './context/lit-context.js';
export { Device, type DeviceSessionOptions } from './context/device.js';
export { EndpointRef, type CallOptions } from './ref/endpoint-ref.js';
export type { EndpointStats } from './ref/endpoint-stats.js';
export type { AnswerOf, ChunkOf, RequestOf } from './ref/endpoint-types.js';
export { InjectEndpoint } from './ref/inject-endpoint.decorator.js';
export { endpointRefProviders, EndpointRefs, getEndpointToken, isRefProvider } from './ref/endpoint-token.js';
export { LitSpec, SpecDescriptor } from './specs/lit-spec.js';
export { ServesSpecs, servedSpecs } from './specs/serves-specs.decorator.js';
export { askedEndpointsOf, type AskedEndpoint } from './ref/asked-endpoints.js';
