import type { Target } from '../load/exchange.js';
import { latencies, timesToFirstByte } from '../load/latencies.js';
import type { Load } from '../load/load.js';
import type { Arm } from './compare.js';
import { countCpu, type ServerProcess } from './server-process.js';
import { median } from './statistics.js';

/** Callers without a pause, and what they ask for; `port` comes from the server. */
export interface Callers {
  readonly inFlight: number;
  readonly request: Omit<Target, 'port'>;
  /** Things in one answer, such as tokens, that the cost is divided by. */
  readonly perAnswer?: number;
  /** Leaves out what workers cost. */
  readonly httpProcessOnly?: boolean;
}

/**
 * What a server under closed-loop load costs: `cpuUs` per request (or token) over all its processes, `perSecond`, and
 * the latencies `p50` and `ttftP50` in milliseconds.
 */
export function servedArm(name: string, server: ServerProcess, load: Load, callers: Callers): Arm {
  const target = { ...callers.request, port: server.port };
  return {
    name,
    measure: async (forMs) => {
      const cpuNs = countCpu(server.pid, (pid) => !callers.httpProcessOnly || pid === server.pid);
      const log = await load.run({ loop: 'closed', target, inFlight: callers.inFlight, forMs });
      const things = log.endedAt.length * (callers.perAnswer ?? 1);
      return {
        cpuUs: cpuNs() / 1000 / things,
        perSecond: (things * 1000) / log.lastsMs,
        p50: median(latencies(log)),
        ttftP50: median(timesToFirstByte(log)),
      };
    },
  };
}
