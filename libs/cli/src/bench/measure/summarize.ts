import type { Exchange } from '../load/exchange.js';
import { keeps, type Objective } from '../objective.js';
import { percentiles } from './percentile.js';
import { errorCount, type ServerSide, type StageLoad, type StageResult } from './stage.js';

/** What is overlooked: one refusal in a thousand is no reason to call a rate too high. */
const ERRORS_ALLOWED = 0.001;

export interface Measured {
  readonly load: StageLoad;
  readonly exchanges: readonly Exchange[];
  /** The part of the load that counts, after its warm-up. */
  readonly from: number;
  readonly to: number;
  readonly generatorUse: number;
  readonly server: ServerSide | undefined;
  readonly objective: Objective | undefined;
}

/**
 * Rates are of what ended in the time that counts. Latencies are of what ended in it in a closed loop, and of what was
 * due in it in an open one: there the late ones must not be left out.
 */
export function summarize(measured: Measured): StageResult {
  const { load, exchanges, from, to, objective } = measured;
  const isIn = (instant: number): boolean => instant >= from && instant < to;
  const counted = exchanges.filter(
    ({ dueAt, endAt, error }) => error !== 'aborted' && isIn(load.loop === 'open' ? dueAt : endAt),
  );
  const ended = exchanges.filter(({ endAt, error }) => error === undefined && isIn(endAt));
  const good = counted.filter(({ error }) => error === undefined);
  const seconds = (to - from) / 1000;
  const errors = countErrors(counted);
  const latencyMs = percentiles(good.map(({ dueAt, endAt }) => endAt - dueAt));
  const withEvents = good.filter(({ events }) => events > 0);
  const firstEventMs = percentiles(withEvents.map(({ dueAt, firstAt }) => firstAt - dueAt));
  const throughput = ended.length / seconds;
  const isWithin = (exchange: Exchange): boolean => !objective || limited(exchange, objective);
  const isKept =
    objective &&
    keeps(objective, { latencyMs, firstEventMs }) &&
    errorCount({ errors }) <= ERRORS_ALLOWED * counted.length;
  return {
    load,
    seconds,
    answered: good.length,
    throughput,
    goodput: ended.filter(isWithin).length / seconds,
    latencyMs,
    firstEventMs,
    gapMs: percentiles(withEvents.flatMap(({ gapsMs }) => gapsMs)),
    eventsPerSecond: ended.reduce((sum, { events }) => sum + events, 0) / seconds,
    errors,
    retryAfter: longestRetry(counted),
    inFlight: (throughput * (latencyMs?.mean ?? 0)) / 1000,
    generatorUse: measured.generatorUse,
    sentLateMs: percentiles(counted.map(({ dueAt, sentAt }) => sentAt - dueAt))?.p99 ?? 0,
    server: measured.server,
    objective,
    kept: isKept,
  };
}

const limited = ({ dueAt, firstAt, endAt }: Exchange, { of, limitMs }: Objective): boolean =>
  (of === 'first' ? firstAt : endAt) - dueAt <= limitMs;

function countErrors(exchanges: readonly Exchange[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { error } of exchanges) {
    if (error !== undefined) counts[error] = (counts[error] ?? 0) + 1;
  }
  return counts;
}

/** Seconds are compared as numbers; a date, which no server of ours sends, counts as none. */
function longestRetry(exchanges: readonly Exchange[]): string | undefined {
  return exchanges
    .flatMap(({ retryAfter }) => (retryAfter === undefined ? [] : [retryAfter]))
    .toSorted((a, b) => (Number(b) || 0) - (Number(a) || 0))[0];
}
