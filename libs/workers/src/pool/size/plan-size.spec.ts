import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { planSize, type PoolView, type SizeRules } from './plan-size.js';

const RULES: SizeRules = { min: 1, max: 4, scaleUpAfterMs: 1000, scaleDownAfterMs: 60_000 };

const QUIET: PoolView = {
  size: 1,
  starting: 0,
  isFull: false,
  spareMs: 0,
  waitedMs: undefined,
  pressedMs: 0,
  backlogMs: 0,
  bootMs: 0,
};

const plan = (view: Partial<PoolView>, rules: Partial<SizeRules> = {}) =>
  planSize({ ...QUIET, ...view }, { ...RULES, ...rules });

const PRESSED: Partial<PoolView> = { isFull: true, waitedMs: 1000, bootMs: 5000 };

describe('planSize', () => {
  it('leaves a quiet pool alone, without a timer', () => {
    expect(plan({})).toEqual({ size: 1 });
    expect(plan({ size: 4, isFull: true, waitedMs: 9999 })).toEqual({ size: 4 });
  });

  it('waits and sees while all are busy, for as long as a request may wait', () => {
    expect(plan({ isFull: true })).toEqual({ size: 1, lookInMs: 1000 });
    expect(plan({ isFull: true, waitedMs: 300 })).toEqual({ size: 1, lookInMs: 700 });
  });

  it('grows for what waits too long, if that lasts longer than a boot or has done so', () => {
    expect(plan({ ...PRESSED, backlogMs: 5000 })).toEqual({ size: 2 });
    expect(plan({ ...PRESSED, pressedMs: 5000 })).toEqual({ size: 2 });
    expect(plan({ ...PRESSED, bootMs: 0 })).toEqual({ size: 2 });
    expect(plan({ ...PRESSED, backlogMs: 4999, pressedMs: 4999 })).toEqual({ size: 1, lookInMs: 1000 });
  });

  it('grows by one at a time', () => {
    expect(plan({ ...PRESSED, size: 2, starting: 1, backlogMs: 50_000 })).toEqual({ size: 2 });
  });

  it('shrinks when there has been one too many for so long', () => {
    expect(plan({ size: 3, spareMs: 20_000 })).toEqual({ size: 3, lookInMs: 40_000 });
    expect(plan({ size: 3, spareMs: 60_000 })).toEqual({ size: 2 });
    expect(plan({ size: 3, spareMs: 60_000 }, { min: 3 })).toEqual({ size: 3 });
  });

  it('sleeps with no worker, and wakes for the first item', () => {
    expect(plan({ size: 1, spareMs: 60_000 }, { min: 0 })).toEqual({ size: 0 });
    expect(plan({ size: 0, isFull: true }, { min: 0 })).toEqual({ size: 0 });
    expect(plan({ size: 0, isFull: true, waitedMs: 0, bootMs: 60_000 }, { min: 0 })).toEqual({ size: 1 });
  });

  it('keeps within its bounds, moves by one, needs a reason, and sets a timer only where time may change something', () => {
    const times = fc.nat(100_000);
    const anyView = fc
      .record({
        size: fc.nat(8),
        starting: fc.nat(8),
        isFull: fc.boolean(),
        spareMs: times,
        waitedMs: fc.option(times, { nil: undefined }),
        pressedMs: times,
        backlogMs: times,
        bootMs: times,
      })
      .filter(({ starting, size }) => starting <= size);
    const anyRules = fc
      .record({ min: fc.nat(4), more: fc.nat(4), scaleUpAfterMs: fc.integer({ min: 1, max: 50_000 }) })
      .map(({ min, more, scaleUpAfterMs }) => ({
        min,
        max: Math.max(1, min + more),
        scaleUpAfterMs,
        scaleDownAfterMs: 60_000,
      }));
    fc.assert(
      fc.property(anyView, anyRules, (view, rules) => {
        const { size, lookInMs } = planSize(view, rules);
        const isInBounds = view.size >= rules.min && view.size <= rules.max;
        expect(size).toBeGreaterThanOrEqual(rules.min);
        expect(size).toBeLessThanOrEqual(rules.max);
        if (isInBounds) expect(Math.abs(size - view.size)).toBeLessThanOrEqual(1);
        if (isInBounds && size > view.size) expect(view.waitedMs).toBeDefined();
        if (isInBounds && size < view.size) {
          expect([view.isFull, view.starting]).toEqual([false, 0]);
        }
        if (lookInMs === undefined) return;
        expect(lookInMs).toBeGreaterThan(0);
        expect([size, rules.min < rules.max]).toEqual([view.size, true]);
      }),
    );
  });
});
