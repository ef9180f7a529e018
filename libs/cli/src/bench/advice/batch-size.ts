import type { Objective } from '../objective.js';
import { milliseconds, rate } from '../report/figures.js';
import type { Line } from './fit-line.js';
import type { ServiceTime } from './service-time.js';
import type { Suggestion } from './suggestion.js';

/** Doubling a batch must add so much to what a worker answers, or the latency is not worth it. */
const WORTH = 0.25;
/** How far the line is believed beyond what was seen. */
const BEYOND = 4;
const TO_TRY = 8;
/** A line that misses what was measured by more is no description of it. */
const MAX_MISS = 0.25;

export interface BatchFacts {
  readonly maxBatchSize: number;
  readonly slots: number;
  readonly service: ServiceTime;
  readonly objective: Objective | undefined;
  /** Milliseconds of a request that are not its batch: HTTP, hooks of the server, the way to the worker. */
  readonly overheadMs: number;
}

export const batchMs = ({ a, b }: Line, items: number): number => a + b * items;

/** Requests a second that all slots answer in batches of `items`. */
export const capacity = (line: Line, slots: number, items: number): number =>
  (slots * items * 1000) / batchMs(line, items);

/** How large batches should become at most, by the line of how long they take. */
export function suggestBatchSize(facts: BatchFacts): Suggestion {
  const { maxBatchSize: current, service } = facts;
  const say = (suggested: number | undefined, because: string): Suggestion => ({
    setting: 'maxBatchSize',
    current,
    suggested,
    because,
  });
  const { line, points } = service;
  if (points.length === 0) {
    return say(current, 'the workers were never busy all the time: larger batches would not form');
  }
  if (!line) return say(...withoutLine(current, Math.max(...points.map(({ batchMs: ms }) => ms))));
  if (line.relativeError > MAX_MISS) {
    return say(
      undefined,
      `the times of batches are no line of their size (they miss it by ${percent(line.relativeError)}): compare runs with other sizes`,
    );
  }
  return say(...byLine(facts, line, Math.max(...points.map(({ items }) => items))));
}

function withoutLine(current: number, longestMs: number): [number | undefined, string] {
  if (current > 1) {
    return [undefined, 'batches of about one size only were seen: bench more levels of --concurrency'];
  }
  return [
    TO_TRY,
    `without batches an item takes ${milliseconds(longestMs)}; how much of that is the same for ${TO_TRY} items cannot be seen from outside: try ${TO_TRY}, if predict takes batches, and bench again`,
  ];
}

function byLine(facts: BatchFacts, line: Line, largestSeen: number): [number | undefined, string] {
  const { maxBatchSize: current, slots, objective } = facts;
  const law = `a batch of n takes ${milliseconds(line.a)} + n × ${milliseconds(line.b)}`;
  const speed = (items: number): string => rate(capacity(line, slots, items));
  const worth = worthwhile(line);
  const most = powerOfTwo(Math.max(BEYOND * largestSeen, 1), Math.floor);
  const wanted = Math.min(worth, most);
  const bound = objective && withinObjective(facts, line, objective);
  if (objective && bound !== undefined && bound < Math.max(current, wanted)) {
    if (bound < 1) {
      return [1, `${law}: even a batch of one, behind another, is later than ${objective.limitMs} ms`];
    }
    return [
      bound,
      `${law}: a request that has just missed a batch waits for it and for its own, which is ${milliseconds(facts.overheadMs + 2 * batchMs(line, bound))} of the ${objective.limitMs} ms; up to ${speed(bound)}`,
    ];
  }
  if (wanted > current) {
    const limit = worth > most ? `, and ${BEYOND} times what was seen is as far as this is believed` : '';
    return [
      wanted,
      `${law}: up to ${speed(wanted)} instead of ${speed(current)}, for batches of ${milliseconds(batchMs(line, wanted))}${limit}; bench again`,
    ];
  }
  const gain = capacity(line, slots, current * 2) / capacity(line, slots, current) - 1;
  return [
    current,
    `${law}: up to ${speed(current)}, and twice the size would add ${percent(gain)} for batches that take ${milliseconds(batchMs(line, current * 2))}`,
  ];
}

/** The smallest power of two whose double would add less than is worth it: doubling n adds a / (a + 2 b n). */
function worthwhile({ a, b }: Line): number {
  if (a === 0) return 1;
  return powerOfTwo(((1 / WORTH - 1) * a) / (2 * b), Math.ceil);
}

const powerOfTwo = (value: number, round: (exponent: number) => number): number =>
  2 ** Math.max(round(Math.log2(value)), 0);

function withinObjective({ overheadMs }: BatchFacts, line: Line, objective: Objective): number | undefined {
  if (objective.of === 'first') return undefined;
  const forBatch = (objective.limitMs - overheadMs) / 2 - line.a;
  return line.b === 0 ? (forBatch >= 0 ? Infinity : 0) : Math.max(Math.floor(forBatch / line.b), 0);
}

const percent = (share: number): string => `${Math.round(share * 100)} %`;
