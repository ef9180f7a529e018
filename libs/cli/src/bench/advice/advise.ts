import { errorCount, type StageResult } from '../measure/stage.js';
import type { Objective } from '../objective.js';
import type { BenchedServer } from '../server/server-info.js';
import { batchMs, capacity, suggestBatchSize } from './batch-size.js';
import { suggestBatchTimeout } from './batch-timeout.js';
import { knee, peak } from './knee.js';
import { isBusy, serviceTime, type ServiceTime } from './service-time.js';
import type { Suggestion } from './suggestion.js';
import { suggestWorkers } from './workers.js';

/** A generator that is busier has no time to send on time. */
export const GENERATOR_FULL = 0.9;

/** What the levels of load say together. */
export interface Advice {
  readonly knee: StageResult | undefined;
  readonly peak: StageResult | undefined;
  readonly service: ServiceTime | undefined;
  readonly suggestions: readonly Suggestion[];
  /** What makes all of it less certain. */
  readonly cautions: readonly string[];
}

export interface AdviceFacts {
  readonly stages: readonly StageResult[];
  readonly server: BenchedServer | undefined;
  readonly objective: Objective | undefined;
  /** Requests a second that were asked for. */
  readonly wanted: number | undefined;
}

export function advise({ stages, server, objective, wanted }: AdviceFacts): Advice {
  const closed = stages.filter(({ load }) => load.loop === 'closed');
  const best = peak(closed);
  const common = { knee: knee(closed), peak: best };
  if (!server) {
    const why = 'without GET /info of a nestjs-litserve endpoint there is nothing to suggest changes of';
    return { ...common, service: undefined, suggestions: [], cautions: [why, ...cautionsOf(stages)] };
  }
  const { endpoint, workers = 1, devices } = server;
  const slots = workers * endpoint.concurrency;
  const service = serviceTime(closed, slots);
  const lone = closed.find(({ load }) => load.loop === 'closed' && load.concurrency === 1)?.latencyMs?.p50;
  const overheadMs = Math.max((lone ?? 0) - (service.line ? batchMs(service.line, 1) : (lone ?? 0)), 0);
  const size = suggestBatchSize({ ...endpoint, slots, service, objective, overheadMs });
  const foreseen = service.line && size.suggested && capacity(service.line, slots, size.suggested);
  const suggestions = best
    ? [
        size,
        suggestBatchTimeout(endpoint.batchTimeoutMs, endpoint.maxBatchSize, lone),
        suggestWorkers({
          workers,
          capacity: Math.max(foreseen || 0, best.throughput),
          busyAtPeak: isBusy(best),
          wanted,
          isGeneratorFull: best.generatorUse > GENERATOR_FULL,
          devices,
        }),
      ]
    : [];
  const neighbours = server.neighbours.length
    ? [
        `${server.neighbours.join(', ')} shares the workers: what it does at the same time counts as this endpoint's`,
      ]
    : [];
  return { ...common, service, suggestions, cautions: [...neighbours, ...cautionsOf(stages)] };
}

function cautionsOf(stages: readonly StageResult[]): string[] {
  const full = stages.filter(({ generatorUse }) => generatorUse > GENERATOR_FULL);
  const late = stages.filter(
    ({ load, sentLateMs, latencyMs }) =>
      load.loop === 'open' && sentLateMs > Math.max(5, (latencyMs?.p50 ?? 0) / 2),
  );
  const failed = stages.filter((stage) => errorCount(stage) > 0);
  return [
    ...(full.length > 0
      ? [
          `the event loop of this generator was full in ${full.length} of ${stages.length} levels: it, and not the server, may be what was measured there`,
        ]
      : []),
    ...(late.length > 0
      ? [
          `this generator sent up to ${Math.round(Math.max(...late.map(({ sentLateMs }) => sentLateMs)))} ms late: the machine it runs on is too busy`,
        ]
      : []),
    ...(failed.length > 0 ? [`requests failed in ${failed.length} of ${stages.length} levels`] : []),
  ];
}
