import { describe, expect, it } from '@jest/globals';
import { poisson, seededRandom } from './poisson.js';

describe('poisson', () => {
  it('asks as often as it should, in ascending order, and no longer than it should', () => {
    const instants = poisson(1000, 20_000, seededRandom(1));

    expect(instants.length).toBeGreaterThan(19_500);
    expect(instants.length).toBeLessThan(20_500);
    expect([...instants]).toEqual([...instants].toSorted((a, b) => a - b));
    expect(instants.at(-1)).toBeLessThan(20_000);
  });

  it('leaves gaps as independent callers do: their deviation is their mean', () => {
    const instants = poisson(1000, 20_000, seededRandom(2));
    const gaps = Array.from(instants.slice(1), (at, index) => at - (instants[index] ?? NaN));
    const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
    const deviation = Math.sqrt(gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / gaps.length);

    expect(deviation / mean).toBeGreaterThan(0.95);
    expect(deviation / mean).toBeLessThan(1.05);
  });

  it('is the same again for the same seed', () => {
    expect(poisson(100, 1000, seededRandom(7))).toEqual(poisson(100, 1000, seededRandom(7)));
    expect(poisson(100, 1000, seededRandom(8))).not.toEqual(poisson(100, 1000, seededRandom(7)));
  });
});
