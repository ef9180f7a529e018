import { describe, expect, it } from '@jest/globals';
import { compare, judge, type Arm, type Limit } from './compare.js';

const atMost = (value: number): Limit => ({ is: 'at most', value });
const atLeast = (value: number): Limit => ({ is: 'at least', value });
/** 20 rounds around a value, the middle half of them within `share` of it. */
const around = (value: number, share: number): number[] =>
  Array.from({ length: 20 }, (_, index) => value * (1 + share * ((index - 9.5) / 9.5)));

describe('compare', () => {
  const measured: string[] = [];
  const arm = (name: string): Arm => ({
    name,
    measure: async (forMs) => ({ place: measured.push(`${name}${forMs}`) }),
  });

  it('warms every arm up, then runs them there and back', async () => {
    const rounds = await compare([arm('a'), arm('b'), arm('c')], { rounds: 3, armMs: 2, warmUpMs: 1 });

    expect(measured.join(' ')).toBe('a1 b1 c1 a2 b2 c2 c2 b2 a2 a2 b2 c2');
    expect(rounds[1]).toEqual({ c: { place: 7 }, b: { place: 8 }, a: { place: 9 } });
  });
});

describe('judge', () => {
  it.each([
    ['whole interval within', around(1, 0.02), atMost(1.15), 'pass'],
    ['whole interval beyond', around(1.3, 0.02), atMost(1.15), 'fail'],
    ['limit inside, calm rounds', around(1.15, 0.04), atMost(1.15), 'pass'],
    ['limit inside, scattered rounds', around(1.15, 0.4), atMost(1.15), 'inconclusive'],
    ['scattered, but far within', around(0.3, 0.4), atMost(1.15), 'pass'],
    ['scattered, but far beyond', around(5, 0.4), atMost(1.15), 'fail'],
    ['enough', around(0.99, 0.01), atLeast(0.95), 'pass'],
    ['too little', around(0.9, 0.01), atLeast(0.95), 'fail'],
    ['perhaps too little', around(0.95, 0.4), atLeast(0.95), 'inconclusive'],
    ['below zero', around(-2, 0.1), atMost(0.15), 'pass'],
  ])('%s: %p', (_, values, limit, verdict) => {
    expect(judge(values, limit).verdict).toBe(verdict);
  });

  it('says nothing about rounds too few for an interval', () => {
    expect(judge([9, 9, 9, 9, 9], atMost(1)).verdict).toBe('too few rounds');
    expect(judge([9, 9, 9, 9, 9, 9], atMost(1)).verdict).toBe('fail');
  });

  it('has no verdict without a limit', () => {
    expect(judge([1, 2, 3])).toMatchObject({ median: 2, low: 1, high: 3, verdict: 'no target' });
  });
});
