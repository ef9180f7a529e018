import { describe, expect, it } from '@jest/globals';
import { fitLine } from './fit-line.js';

const points = (of: (x: number) => number, ...xs: number[]) => xs.map((x) => ({ x, y: of(x), weight: 1 }));

describe('fitLine', () => {
  it('finds the line the points are on', () => {
    const line = fitLine(points((x) => 5 + 0.2 * x, 1, 4, 16, 32));
    expect(line?.a).toBeCloseTo(5);
    expect(line?.b).toBeCloseTo(0.2);
    expect(line?.relativeError).toBeCloseTo(0);
  });

  it('trusts points by their weight', () => {
    const mixed = [...points((x) => 10 + x, 1, 8), { x: 4, y: 100, weight: 0.0001 }];
    expect(fitLine(mixed)?.a).toBeCloseTo(10, 1);
  });

  it.each([
    ['rises from nothing', (x: number) => 2 * x - 1, { a: 0 }],
    ['falls', (x: number) => 10 - 0.1 * x, { b: 0 }],
  ])('has no part below 0 when what is measured %s', (_, of, part) => {
    expect(fitLine(points(of, 1, 2, 8))).toMatchObject(part);
  });

  it('says how far off it is', () => {
    expect(fitLine(points((x) => x ** 3, 1, 2, 4, 8))?.relativeError).toBeGreaterThan(0.3);
  });

  it('is none where the points do not tell a slope', () => {
    expect(fitLine(points((x) => x, 1))).toBeUndefined();
    expect(fitLine(points((x) => x, 4, 5))).toBeUndefined();
  });
});
