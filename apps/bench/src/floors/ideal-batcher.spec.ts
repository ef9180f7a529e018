import { describe, expect, it } from '@jest/globals';
import { idealBatcher } from './ideal-batcher.js';

/** 10 ms and 1 ms per item, at most 3. */
const TIMES = [11, 12, 13];
const replay = (...arrivals: number[]): number[] => [...idealBatcher(Float64Array.from(arrivals), TIMES)];

describe('idealBatcher', () => {
  it('starts a lonely item at once', () => {
    expect(replay(5)).toEqual([16]);
  });

  it('merges what arrives while the model is busy', () => {
    expect(replay(0, 1, 2)).toEqual([11, 23, 23]);
  });

  it('takes no more than the largest batch', () => {
    expect(replay(0, 0, 0, 0)).toEqual([13, 13, 13, 24]);
  });

  it('waits for nobody', () => {
    expect(replay(0, 11.5, 30)).toEqual([11, 22.5, 41]);
  });
});
