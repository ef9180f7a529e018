import { describe, expect, it } from '@jest/globals';
import { DrainEstimate } from './drain-estimate.js';

const MEMORY_MS = 4000;

describe('DrainEstimate', () => {
  it('says 1 s while it knows nothing', () => {
    const drain = new DrainEstimate();
    expect(drain.secondsFor(10_000)).toBe(1);
    drain.dispatched(1, 5, 0, MEMORY_MS);
    expect(drain.secondsFor(10_000)).toBe(1);
    expect(drain.intervalMs).toBeUndefined();
  });

  it('extrapolates the speed under a backlog, rounded up', () => {
    const drain = new DrainEstimate();
    for (let i = 0; i < 4; i++) drain.dispatched(8, 100, i * 400, MEMORY_MS);
    // 20 items a second
    expect(drain.secondsFor(100)).toBe(5);
    expect(drain.secondsFor(101)).toBe(6);
    expect(drain.secondsFor(1)).toBe(1);
    expect(drain.intervalMs).toBeCloseTo(400);
  });

  it('does not take a lack of work for slowness', () => {
    const drain = new DrainEstimate();
    drain.dispatched(8, 100, 0, MEMORY_MS);
    drain.dispatched(8, 0, 400, MEMORY_MS);
    drain.dispatched(8, 100, 90_000, MEMORY_MS);
    expect(drain.secondsFor(100)).toBe(5);
  });

  it('follows a change of speed', () => {
    const drain = new DrainEstimate();
    for (let i = 0; i < 50; i++) drain.dispatched(1, 10, i, MEMORY_MS);
    for (let i = 0; i < 50; i++) drain.dispatched(1, 10, 50 + i * 1_000, MEMORY_MS);
    expect(drain.secondsFor(10)).toBe(10);
  });

  it('is right about slots that dispatch in bursts', () => {
    const drain = new DrainEstimate();
    for (let i = 0; i < 160; i++) drain.dispatched(1, 10, Math.floor(i / 16) * 400, MEMORY_MS);
    expect(drain.intervalMs).toBeGreaterThan(0.9 * (400 / 16));
    expect(drain.intervalMs).toBeLessThan(1.1 * (400 / 16));
  });

  it('knows what goes with a batch from those that left others waiting', () => {
    const drain = new DrainEstimate();
    drain.dispatched(3, 0, 0, MEMORY_MS);
    expect(drain.batchCost).toBe(Infinity);
    drain.dispatched(8, 1, 0, MEMORY_MS);
    drain.dispatched(3, 0, 0, MEMORY_MS);
    expect(drain.batchCost).toBe(8);
    drain.dispatched(12, 0, 0, MEMORY_MS);
    expect(drain.batchCost).toBe(12);
  });

  it('is stale when a backlog would have shown by now', () => {
    const drain = new DrainEstimate();
    drain.dispatched(1, 1, 0, MEMORY_MS);
    drain.dispatched(1, 0, 100, MEMORY_MS);
    expect(drain.isStale(290)).toBe(false);
    expect(drain.isStale(310)).toBe(true);
  });
});
