import { describe, expect, it } from '@jest/globals';
import { serverSide } from './watch-server.js';

const look = (at: number, waiting: number, running: number, batches: Record<string, number> = {}) => ({
  at,
  counts: { waiting, running, batches },
});

describe('serverSide', () => {
  it('counts the batches between the first look and the last', () => {
    const looks = [look(0, 0, 1, { 1: 10, 4: 2 }), look(1000, 0, 1, { 1: 12, 4: 6, 8: 2 })];
    expect(serverSide(looks, 8)).toMatchObject({ batches: 8, batchesPerSecond: 8, largestBatch: 8 });
    expect(serverSide(looks, 8)?.itemsPerBatch).toBeCloseTo((2 + 16 + 16) / 8);
  });

  it('takes the workers for busy when something waits, or they have their next batch already', () => {
    const looks = [look(0, 3, 8), look(1, 0, 16), look(2, 0, 8), look(3, 5, 0, { 8: 1 })];
    expect(serverSide(looks, 8)?.busyShare).toBe(0.5);
  });

  it('knows nothing of a time in which nothing ran', () => {
    expect(serverSide([look(0, 0, 0), look(1, 0, 0)], 8)).toBeUndefined();
    expect(serverSide([look(0, 0, 0, { 1: 1 })], 8)).toBeUndefined();
  });
});
