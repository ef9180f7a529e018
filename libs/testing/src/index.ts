export { VirtualClock } from './clock/virtual-clock.js';
export type { FormedBatch, PredictInput } from './endpoint/formed-batch.js';
export { ChunkStream } from './endpoint/chunk-stream.js';
export { FakeEndpoint, type FakeAnswer } from './endpoint/fake-endpoint.js';
export { TestEndpoint } from './endpoint/test-endpoint.js';
export { EndpointFaults, type FaultOptions, type FaultTarget } from './faults/endpoint-faults.js';
export { AppOnBench } from './module/app-on-bench.js';
export { CompiledTestingModule } from './module/compiled-testing-module.js';
export {
  LitServeTestingBuilder,
  type LitServeTestingMetadata,
  type TestingOverride,
} from './module/lit-serve-testing.builder.js';
export { LitServeTestingModule } from './module/lit-serve-testing.module.js';
export { readSse, type SseEvents, type SseSource } from './sse/read-sse.js';
export type { SseEvent } from './sse/sse-decoder.js';
