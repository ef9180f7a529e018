export { LitServeModule } from './lit-serve.module.js';
export { LitServeService } from './lit-serve.service.js';
export { LIT_SERVE_DEFAULTS, type LitServeOptions } from './lit-serve.options.js';
export { MODULE_OPTIONS_TOKEN as LIT_SERVE_OPTIONS } from './lit-serve.module-definition.js';
export type {
  EndpointHealth,
  EndpointInfo,
  HealthReport,
  InfoReport,
  PoolReport,
  WorkerReport,
} from './system/reports.js';
export type { LitServeEndpoint } from './system/describe-endpoint.js';
export type { DeclaredInput } from './system/declared-input.js';
export type { BatchEvent, LitServeEvent, RequestEvent, WorkerEvent } from './events/events.js';
export { LitRoute, type LitRouteOptions } from '#http';
export { serverSentEvent } from '#wire';
export { OpenEndpoint, type OpenCallOptions } from './specs/open-endpoint.js';
export { routesOf, type EndpointRoute } from './routing/routes-of.js';
export { LITSERVE_VERSION } from './lit-serve.version.js';
export {
  Device,
  DONE,
  ENDPOINT_DEFAULTS,
  EndpointRef,
  getEndpointToken,
  InjectEndpoint,
  LitApi,
  LitContext,
  LitEndpoint,
  LitFile,
  LitResponse,
  LitSpec,
  ServesSpecs,
  SpecDescriptor,
  type AnswerOf,
  type CallOptions,
  type ChunkOf,
  type DeviceSessionOptions,
  type EndpointDefaults,
  type EndpointHooks,
  type EndpointStats,
  type LitEndpointOptions,
  type LitPoolOptions,
  type LitResponseOptions,
  type RequestOf,
  type Priority,
  type RecycleOptions,
  type WorkerRange,
} from '#endpoint';
export {
  ERRORS,
  LitServeConfigurationError,
  LitServeException,
  Tensor,
  type ErrorCode,
  type LitServeExceptionOptions,
  type TensorData,
} from '#common';
export { isLitWorker } from '#runtime';
export { toJson } from '#wire';
