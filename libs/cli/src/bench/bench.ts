import { advise, type Advice } from './advice/advise.js';
import { peak } from './advice/knee.js';
import type { BenchOptions } from './bench-options.js';
import type { BenchSystem } from './bench-system.js';
import type { BenchRequest } from './load/http-sender.js';
import { findRate } from './measure/find-rate.js';
import { concurrencyLevels, defaultDurationMs, hasStoppedGrowing } from './measure/levels.js';
import { runStage } from './measure/run-stage.js';
import type { StageLoad, StageResult } from './measure/stage.js';
import type { Progress } from './report/progress.js';
import { describeServer, type BenchedServer } from './server/server-info.js';
import { tryOnce } from './try-once.js';

export interface BenchReport {
  readonly url: string;
  readonly method: string;
  readonly stream: boolean;
  readonly server: BenchedServer | undefined;
  readonly stages: readonly StageResult[];
  /** Requests a second that keep the objective; `undefined` when none does, or nobody asked. */
  readonly keptRate: number | undefined;
  readonly advice: Advice;
}

/** Of what callers who wait for their answers got at most: an easy load, and a heavy one. */
const DEFAULT_RATES = [0.5, 0.8];

/**
 * Loads an endpoint level by level, and says what came of it.
 *
 * @param signal ends it early; what is there is reported
 * @throws BenchRefusedError when the first request is not answered well
 */
export async function bench(
  options: BenchOptions,
  system: BenchSystem,
  progress: Progress,
  signal: AbortSignal,
): Promise<BenchReport> {
  const getJson = system.getJson(options.headers);
  const server = await describeServer(options.url, options.endpoint, getJson);
  const stream = options.stream ?? server?.endpoint.stream ?? false;
  const request = requestOf(options, stream);
  const firstMs = await tryOnce(request, system);
  for (const line of describe(server)) progress.say(line);
  const stages: StageResult[] = [];
  const run = async (load: StageLoad): Promise<StageResult | undefined> => {
    if (signal.aborted) return undefined;
    const latencyMs = stages.at(-1)?.latencyMs?.p50 ?? firstMs;
    const stage = await runOne(load, options.durationMs ?? defaultDurationMs(latencyMs));
    if (!stage) return undefined;
    stages.push(stage);
    progress.after(stage);
    return stage;
  };

  const slots = (server?.workers ?? 1) * (server?.endpoint.concurrency ?? 1);
  const levels = options.concurrency ?? concurrencyLevels(server?.endpoint.maxBatchSize ?? 1, slots);
  for (const concurrency of levels) {
    await run({ loop: 'closed', concurrency });
    if (options.concurrency === undefined && hasStoppedGrowing(stages)) break;
  }
  const best = peak(stages)?.throughput;
  for (const perSecond of ratesOf(options, best)) await run({ loop: 'open', perSecond });
  const isKept = async (perSecond: number): Promise<boolean | undefined> =>
    (await run({ loop: 'open', perSecond }))?.kept;
  const keptRate = options.objective && best !== undefined ? await findRate(best, isKept) : undefined;

  const wanted = options.rates?.length ? Math.max(...options.rates) : undefined;
  const advice = advise({ stages, server, objective: options.objective, wanted });
  return { url: options.url.href, method: options.method, stream, server, stages, keptRate, advice };

  async function runOne(load: StageLoad, durationMs: number): Promise<StageResult | undefined> {
    const sender = system.sender(request);
    const end = (): void => sender.close();
    signal.addEventListener('abort', end, { once: true });
    try {
      return await runStage({
        ...system,
        load,
        durationMs,
        warmUpMs: options.warmUpMs,
        objective: options.objective,
        sender,
        signal,
        room: slots * (server?.endpoint.maxBatchSize ?? 1),
        look: async () =>
          server && (await describeServer(options.url, server.endpoint.name, getJson))?.endpoint.stats,
        onProgress: (...done) => progress.during(load, ...done),
      });
    } finally {
      signal.removeEventListener('abort', end);
      sender.close();
    }
  }
}

function requestOf({ url, method, headers, bodies, timeoutMs }: BenchOptions, stream: boolean): BenchRequest {
  const accept = stream ? { accept: 'text/event-stream' } : {};
  return { url, method, headers: { ...accept, ...headers }, bodies, stream, timeoutMs };
}

/** With an objective the search finds the rates by itself. */
function ratesOf({ rates, objective }: BenchOptions, best: number | undefined): readonly number[] {
  if (rates) return rates;
  return objective || best === undefined ? [] : DEFAULT_RATES.map((share) => share * best);
}

function describe(server: BenchedServer | undefined): string[] {
  if (!server) return ['no /info of a nestjs-litserve endpoint here: figures, and no suggestions'];
  const { endpoint, workers, devices } = server;
  const { name, maxBatchSize, batchTimeoutMs, concurrency } = endpoint;
  return [
    `endpoint ${name}: maxBatchSize ${maxBatchSize}, batchTimeoutMs ${batchTimeoutMs}, concurrency ${concurrency}`,
    `workers ${workers ?? 'unknown'}${devices.length > 0 ? ` (${devices.join(', ')})` : ''}`,
  ];
}
