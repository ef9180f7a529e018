import { describe, expect, it } from '@jest/globals';
import { POOL_TIMINGS } from './pool-options.js';
import { RestartDelay, type Life } from './restart-delay.js';

const delays = (random: number, ...lives: Life[]): number[] => {
  const delay = new RestartDelay(POOL_TIMINGS, () => random);
  return lives.map((life) => delay.after(life));
};

describe('RestartDelay', () => {
  it('doubles with every boot that fails, up to the maximum', () => {
    const failed = Array.from({ length: 10 }, (): Life => 'failed');
    expect(delays(1, ...failed)).toEqual([250, 500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000]);
  });

  it('takes up to half of it away by chance', () => {
    expect(delays(0, 'failed', 'failed')).toEqual([125, 250]);
  });

  it('is nothing for a worker that had worked, and begins anew after it', () => {
    expect(delays(1, 'failed', 'failed', 'worked', 'failed')).toEqual([250, 500, 0, 250]);
  });

  it('lets a worker die idle once for free', () => {
    expect(delays(1, 'idle', 'idle', 'idle')).toEqual([0, 250, 500]);
  });
});
