export { VirtualClock } from './clock/virtual-clock.js';
export type { ChunkStream } from './endpoint/chunk-stream.js';
export { FakeEndpoint, type FakeAnswer } from './endpoint/fake-endpoint.js';
export type { FormedBatch, PredictInput } from './endpoint/formed-batch.js';
export type { TestEndpoint } from './endpoint/test-endpoint.js';
export type { EndpointFaults, FaultOptions, FaultTarget } from './faults/endpoint-faults.js';
export type { AppOnBench } from './module/app-on-bench.js';
export type { CompiledTestingModule } from './module/compiled-testing-module.js';
export type {
  LitServeTestingBuilder,
  LitServeTestingMetadata,
  TestingOverride,
} from './module/lit-serve-testing.builder.js';
export { LitServeTestingModule } from './module/lit-serve-testing.module.js';
export { readSse, type SseEvent, type SseEvents, type SseSource } from './sse/read-sse.js';
