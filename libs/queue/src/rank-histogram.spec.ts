import { describe, expect, it } from '@jest/globals';
import { RankHistogram } from './rank-histogram.js';

describe('RankHistogram', () => {
  it('has the cost of what goes before a rank, to within a step', () => {
    const ranks = new RankHistogram();
    ranks.add(0, 1);
    ranks.add(2000, 2);
    ranks.add(2100, 4);
    ranks.add(8000, 8);
    expect([-1, 0, 1999, 2100, 7000, Infinity].map((rank) => ranks.costBefore(rank))).toEqual([
      0, 1, 1, 7, 7, 15,
    ]);
    ranks.remove(2000, 2);
    ranks.remove(8000, 8);
    expect(ranks.costBefore(Infinity)).toBe(5);
    expect(ranks.costBefore(0)).toBe(1);
  });

  it('is exactly empty when all has gone, whatever fractions came', () => {
    const ranks = new RankHistogram();
    const costs = Array.from({ length: 100 }, (_, i) => i / 7);
    costs.forEach((cost, i) => ranks.add(i * 100, cost));
    costs.forEach((cost, i) => ranks.remove(i * 100, cost));
    expect(ranks.costBefore(Infinity)).toBe(0);
  });
});
