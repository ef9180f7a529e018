import { burstStreams } from './burst-streams.js';
import { chatStreams } from './chat-streams.js';
import { cpuWorkers } from './cpu-workers.js';
import { idle } from './idle.js';
import { idleConnections } from './idle-connections.js';
import { largeBinary } from './large-binary.js';
import { largeJson } from './large-json.js';
import { manyEndpoints } from './many-endpoints.js';
import { oneCaller } from './one-caller.js';
import { onnxNetworks } from './onnx-networks.js';
import { pacedStreams } from './paced-streams.js';
import { queuedItems } from './queued-items.js';
import { scale } from './scale.js';
import { sharedPort } from './shared-port.js';
import { simulatedCaller } from './simulated-caller.js';
import { simulatedMakespan } from './simulated-makespan.js';
import { simulatedOpenLoop } from './simulated-open-loop.js';
import { start } from './start.js';
import type { Suite } from './suite.js';
import { tinyExpress } from './tiny-express.js';
import { tinyFastify } from './tiny-fastify.js';
import { tinylm } from './tinylm.js';

/** In the order they run. */
export const SUITES: readonly Suite[] = [
  tinyFastify,
  tinyExpress,
  oneCaller,
  simulatedMakespan,
  simulatedCaller,
  simulatedOpenLoop,
  burstStreams,
  pacedStreams,
  chatStreams,
  largeJson,
  largeBinary,
  onnxNetworks,
  cpuWorkers,
  tinylm,
  scale,
  idle,
  start,
  manyEndpoints,
  idleConnections,
  queuedItems,
  sharedPort,
];
