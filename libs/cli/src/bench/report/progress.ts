import type { StageLoad, StageResult } from '../measure/stage.js';
import { milliseconds, rate } from './figures.js';
import { loadName } from './load-name.js';
import { errorCount } from '../measure/stage.js';

/** Tells how far it is: a line per level, which moves on a terminal until the level is done. */
export interface Progress {
  during(load: StageLoad, done: number, answered: number, failed: number): void;
  after(stage: StageResult): void;
  say(line: string): void;
}

const BAR = 20;
const CLEAR = '\r\u001B[K';

export function progress(write: (text: string) => void, isTerminal: boolean): Progress {
  const line = (text: string): void => write(`${isTerminal ? CLEAR : ''}${text}\n`);
  return {
    during: (load, done, answered, failed) => {
      if (!isTerminal) return;
      const bar = '#'.repeat(Math.round(done * BAR)).padEnd(BAR, '.');
      const errors = failed === 0 ? '' : `, ${failed} failed`;
      write(`${CLEAR}${loadName(load).padEnd(14)} [${bar}] ${answered} answered${errors}`);
    },
    after: (stage) => {
      const failed = errorCount(stage);
      const latency = stage.latencyMs ? `, p99 ${milliseconds(stage.latencyMs.p99)}` : '';
      const errors = failed === 0 ? '' : `, ${failed} failed`;
      line(`${loadName(stage.load).padEnd(14)} ${rate(stage.throughput)}${latency}${errors}`);
    },
    say: line,
  };
}
