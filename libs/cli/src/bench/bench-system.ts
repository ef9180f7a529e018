import { readFileSync, writeFileSync } from 'node:fs';
import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises';
import { httpSender, type BenchRequest, type HttpSender } from './load/http-sender.js';
import type { LoadClock } from './load/load-clock.js';
import type { GetJson } from './server/server-info.js';

/** What a bench needs of the world. */
export interface BenchSystem {
  readonly clock: LoadClock;
  /** In [0, 1). */
  readonly random: () => number;
  /** @returns what share of the time since this call the event loop was busy */
  readonly watchLoop: () => () => number;
  readonly sender: (request: BenchRequest) => HttpSender;
  readonly getJson: (headers: Readonly<Record<string, string>>) => GetJson;
  readonly readFile: (path: string) => Buffer | undefined;
  readonly writeFile: (path: string, text: string) => void;
  /** Calls the listener once when the user wants an end. @returns what takes it off */
  readonly onInterrupt: (listener: () => void) => () => void;
}

const INFO_TIMEOUT_MS = 5000;

const now = (): number => performance.now();

/** A timer is up to a millisecond late; an open loop counts that as a part of the latency. */
function until(instant: number): Promise<void> {
  const left = instant - now();
  return left > 0 ? sleep(Math.floor(left)) : turn();
}

export function benchSystem(): BenchSystem {
  return {
    clock: { now, until },
    random: Math.random,
    watchLoop: () => {
      const before = performance.eventLoopUtilization();
      return () => performance.eventLoopUtilization(before).utilization;
    },
    sender: (request) => httpSender(request, now),
    getJson: (headers) => async (url) => {
      try {
        const answer = await fetch(url, { headers, signal: AbortSignal.timeout(INFO_TIMEOUT_MS) });
        return await answer.json();
      } catch {
        return undefined;
      }
    },
    readFile: (path) => {
      try {
        return readFileSync(path);
      } catch {
        return undefined;
      }
    },
    writeFile: (path, text) => writeFileSync(path, text),
    onInterrupt: (listener) => {
      process.once('SIGINT', listener);
      return () => void process.off('SIGINT', listener);
    },
  };
}
