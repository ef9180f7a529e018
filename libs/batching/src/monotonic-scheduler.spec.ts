import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { monotonicScheduler } from './monotonic-scheduler.js';

describe('monotonicScheduler', () => {
  afterEach(() => {
    jest.useRealTimers();
  });

  it('does not follow the time of day', () => {
    jest.useFakeTimers();
    const before = monotonicScheduler.now();
    jest.setSystemTime(0);
    jest.advanceTimersByTime(10);
    expect(monotonicScheduler.now() - before).toBe(10);
  });

  it('runs what is scheduled after its delay, once, unless it is unsubscribed', () => {
    jest.useFakeTimers();
    const ran: string[] = [];
    monotonicScheduler.schedule((what) => ran.push(what ?? ''), 5, 'kept');
    monotonicScheduler.schedule((what) => ran.push(what ?? ''), 5, 'dropped').unsubscribe();
    jest.advanceTimersByTime(4);
    expect(ran).toEqual([]);
    jest.advanceTimersByTime(100);
    expect(ran).toEqual(['kept']);
    expect(jest.getTimerCount()).toBe(0);
  });
});
