import { describe, expect, it } from '@jest/globals';
import { BootLimiter } from './boot-limiter.js';

describe('BootLimiter', () => {
  it('lets so many boot at once and then one for one, in order', async () => {
    const limiter = new BootLimiter(2);
    const begun: number[] = [];
    const ends = [0, 1, 2, 3].map((n) =>
      limiter.acquire().then((end) => {
        begun.push(n);
        return end;
      }),
    );
    const [endFirst, endSecond] = await Promise.all(ends.slice(0, 2));
    expect(begun).toEqual([0, 1]);
    endSecond?.();
    endSecond?.();
    await ends[2];
    expect(begun).toEqual([0, 1, 2]);
    endFirst?.();
    await ends[3];
    expect(begun).toEqual([0, 1, 2, 3]);
  });
});
