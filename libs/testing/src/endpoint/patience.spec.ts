import { afterEach, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { VirtualClock } from '../clock/virtual-clock.js';
import { Patience } from './patience.js';

/** Resolves with the first line. */
function firstLine(): Promise<string> {
  return new Promise((resolve) =>
    Logger.overrideLogger({ log: () => {}, warn: () => {}, error: (line: string) => resolve(line) }),
  );
}

const double = (waiting: number) => ({ name: 'double', stats: () => Promise.resolve({ waiting } as never) });

describe('Patience', () => {
  afterEach(() => Logger.overrideLogger(false));

  it('tells what a call waits for, and how far to step', async () => {
    const clock = new VirtualClock();
    clock.schedule(() => {}, 5);
    const line = firstLine();
    const end = new Patience(clock, 0).begin(double(1), { held: 0 });
    expect(await line).toBe(
      'A call of double waits for time, which stands still at 0 ms: 1 in its queue, 0 held by faults. ' +
        'What comes next is 5 ms away: await testing.clock.advance(5)',
    );
    end();
  });

  it('is silent about a call that has its answer, or that a model is at work for', async () => {
    const clock = new VirtualClock();
    clock.schedule(() => {}, 5);
    const line = firstLine();
    const patience = new Patience(clock, 0);
    patience.begin(double(1), { held: 0 })();
    patience.begin(double(0), { held: 0 });
    // Timers of the same length fire in order, so by this one the others would have.
    patience.begin({ ...double(0), name: 'last' }, { held: 1 });
    expect(await line).toMatch(/^A call of last/);
  });
});
