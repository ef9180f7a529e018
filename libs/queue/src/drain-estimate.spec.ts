import { describe, expect, it } from '@jest/globals';
import { DrainEstimate } from './drain-estimate.js';

describe('DrainEstimate', () => {
  it('says 1 s while it knows nothing', () => {
    const drain = new DrainEstimate();
    expect(drain.secondsFor(10_000)).toBe(1);
    drain.dispatched(1, 5, 0);
    expect(drain.secondsFor(10_000)).toBe(1);
  });

  it('extrapolates the speed under a backlog, rounded up', () => {
    const drain = new DrainEstimate();
    for (let i = 0; i < 4; i++) drain.dispatched(8, 100, i * 400);
    // 20 items a second
    expect(drain.secondsFor(100)).toBe(5);
    expect(drain.secondsFor(101)).toBe(6);
    expect(drain.secondsFor(1)).toBe(1);
  });

  it('does not take a lack of work for slowness', () => {
    const drain = new DrainEstimate();
    drain.dispatched(8, 100, 0);
    drain.dispatched(8, 0, 400);
    drain.dispatched(8, 100, 90_000);
    expect(drain.secondsFor(100)).toBe(5);
  });

  it('follows a change of speed', () => {
    const drain = new DrainEstimate();
    for (let i = 0; i < 50; i++) drain.dispatched(1, 10, i);
    for (let i = 0; i < 50; i++) drain.dispatched(1, 10, 50 + i * 1_000);
    expect(drain.secondsFor(10)).toBe(10);
  });
});
