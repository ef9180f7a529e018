import { rate } from '../report/figures.js';
import type { Suggestion } from './suggestion.js';

/** What part of what they can do workers should be given: beyond it, waiting grows without bound. */
const TARGET_USE = 0.8;

export interface WorkerFacts {
  readonly workers: number;
  /** Requests a second that all workers answer, with batches as they are to be. */
  readonly capacity: number;
  /** Whether they were busy all the time at the peak. */
  readonly busyAtPeak: boolean;
  /** The largest rate that was asked for; `undefined` when none was. */
  readonly wanted: number | undefined;
  readonly isGeneratorFull: boolean;
  readonly devices: readonly string[];
}

/** How many workers the rate that is wanted needs, or whether more of them would help at all. */
export function suggestWorkers(facts: WorkerFacts): Suggestion {
  const { workers, capacity, wanted, busyAtPeak } = facts;
  const devices = Math.max(facts.devices.length, 1);
  const say = (suggested: number | undefined, because: string): Suggestion => ({
    setting: 'workersPerDevice',
    current: Math.ceil(workers / devices),
    suggested,
    because,
  });
  if (facts.isGeneratorFull && !busyAtPeak) {
    return say(undefined, 'this generator was the limit: run it on another machine, or several of it');
  }
  if (!busyAtPeak) {
    return say(
      undefined,
      `${count(workers)} had time to spare at the peak: the HTTP process, the way to it or too few callers were the limit; more workers would not help`,
    );
  }
  const each = rate(capacity / workers);
  const there = `there ${workers === 1 ? 'is' : 'are'} ${workers} (${where(facts.devices)})`;
  if (wanted !== undefined) {
    const needed = Math.max(Math.ceil((wanted * workers) / (capacity * TARGET_USE)), 1);
    return say(
      Math.ceil(needed / devices),
      `a worker can do ${each}, and should be given ${TARGET_USE * 100} % of it: ${rate(wanted)} take ${needed} in all; ${there}`,
    );
  }
  return say(
    undefined,
    `${count(workers)} had no time to spare at the peak; ${there}, and each one more adds up to ${each} where its device has room. Say what you need with --rate, and this says how many`,
  );
}

const count = (workers: number): string => (workers === 1 ? 'the one worker' : `the ${workers} workers`);
const where = (devices: readonly string[]): string => devices.join(', ') || 'device unknown';
