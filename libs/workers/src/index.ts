export { BootLimiter } from './pool/boot-limiter.js';
export type { CallParent, RouteCall, RoutedCall } from './calls/call-router.js';
export { systemClock, type Clock } from './clock.js';
export { deviceName } from './devices/device-name.js';
export { planDevices, type PoolDevices } from './devices/device-plan.js';
export type { DeviceRequest } from './devices/device-request.js';
export { effectiveCpus, type Machine } from './devices/machine.js';
export { mpsControlPipe, mpsEnv } from './devices/mps-env.js';
export { isNvidia, platformsOf } from './devices/platforms.js';
export { memoryLimit } from './devices/probe/cgroup.js';
export { hasNvidiaHint } from './devices/probe/nvidia.js';
export { lookAt, probeMachine } from './devices/probe/probe-machine.js';
export { librariesMissing, probeProvider } from './devices/probe/provider.js';
export type { System } from './devices/probe/system.js';
export { thisSystem } from './devices/probe/this-system.js';
export { visibleGpus } from './devices/visible-gpus.js';
export type { RecycleLimits } from './pool/recycle-watch.js';
export type { Health } from './worker/health-check.js';
export type { BatchRun, PoolObserver, WorkerChange } from './pool-observer.js';
export type { BatchOutcome } from './worker/running-batch.js';
export type { WorkerState } from './worker/worker-state.js';
export type { PoolLogger } from './pool-logger.js';
export type { Answer, PoolEndpoint, StreamChunk, UnaryAnswer } from './pool-endpoint.js';
export {
  POOL_SIZE_DEFAULTS,
  POOL_TIMINGS,
  type PoolAvailability,
  type PoolEvents,
  type PoolOptions,
  type PoolSize,
  type PoolSnapshot,
  type PoolTimings,
  type WorkerSnapshot,
} from './pool/pool-options.js';
export { openProcesses, type ProcessOptions } from './process/open-processes.js';
export { isUnderTestRunner } from './process/test-runner.js';
export { WorkerBootError } from './pool/worker-boot.error.js';
export { WorkerPool, type StopOptions, type WorkerHealth } from './pool/worker-pool.js';
export type { LinkEvents, OpenLink, WorkerExit, WorkerLink } from './worker-link.js';
