import { describe, expect, it } from '@jest/globals';
import type { Exchange } from './exchange.js';
import { openLoop, type LoadClock } from './open-loop.js';

/** Time that passes only when somebody waits for it. */
class Time implements LoadClock {
  at = 1000;
  now = (): number => this.at;
  until = async (instant: number): Promise<void> => {
    this.at = Math.max(this.at, instant);
  };
}

const answered = (at: number): Exchange => ({ firstByteAt: at, endAt: at, bytes: 1 });

describe('openLoop', () => {
  it('sends at the scheduled instants, whatever has become of earlier requests', async () => {
    const time = new Time();
    const sent: number[] = [];
    const send = (): Promise<Exchange> => {
      sent.push(time.now() - 1000);
      return new Promise((resolve) => setImmediate(() => resolve(answered(time.now()))));
    };
    await openLoop(send, Float64Array.of(1, 4, 9), time);

    expect(sent).toEqual([1, 4, 9]);
  });

  it('charges a stall to every request that was due in it', async () => {
    const time = new Time();
    let isFirst = true;
    const send = async (): Promise<Exchange> => {
      if (isFirst) time.at += 100; // the client itself is stuck
      isFirst = false;
      return answered(time.now() + 2);
    };
    const log = await openLoop(send, Float64Array.of(0, 10, 20), time);

    expect([...log.startedAt]).toEqual([0, 10, 20]);
    expect([...log.endedAt].map((end, index) => end - (log.startedAt[index] ?? NaN))).toEqual([102, 92, 82]);
  });
});
