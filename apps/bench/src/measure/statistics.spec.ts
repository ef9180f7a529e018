import { describe, expect, it } from '@jest/globals';
import { median, medianInterval, quantile, spread } from './statistics.js';

const upTo = (n: number): number[] => Array.from({ length: n }, (_, index) => n - index);

describe('quantile', () => {
  it('takes values in any order, and what lies between two of them', () => {
    expect(quantile([30, 10, 20], 0.5)).toBe(20);
    expect(median([4, 1, 3, 2])).toBe(2.5);
    expect(quantile([0, 10], 0.99)).toBeCloseTo(9.9);
  });

  it('knows nothing of no values', () => {
    expect(median([])).toBeNaN();
  });
});

describe('medianInterval', () => {
  it.each([
    // Tables of the sign test: the 6th and 15th of 20, the 2nd and 9th of 10, the 1st and 6th of 6.
    [20, 6, 15],
    [10, 2, 9],
    [6, 1, 6],
    [40, 14, 27],
  ])('of %d rounds lies from the %dth to the %dth', (n, low, high) => {
    expect(medianInterval(upTo(n))).toEqual({ low, high });
  });

  it('is the whole range of too few rounds', () => {
    expect(medianInterval([3, 1, 2])).toEqual({ low: 1, high: 3 });
  });

  it('is not moved by one round that the machine spoilt', () => {
    const rounds = upTo(20);
    expect(medianInterval(rounds.with(0, 1e9))).toEqual(medianInterval(rounds));
  });
});

describe('spread', () => {
  it('is the middle half of the rounds over their median', () => {
    expect(spread([100, 90, 110, 95, 105])).toBeCloseTo(0.1);
  });

  it('is as wide for a figure below zero', () => {
    expect(spread([-100, -90, -110, -95, -105])).toBeCloseTo(0.1);
  });
});
