import { describe, expect, it } from '@jest/globals';
import { argmax, softmax } from './scores.js';

describe('argmax', () => {
  it.each([
    [[0.1, 0.7, 0.2], 1],
    [new Float32Array([-3, -1, -2]), 1],
    [[5, 5, 5], 0],
    [[Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY], 0],
    [[Number.NaN, 2, 3], 2],
    [[2, Number.NaN, 1], 0],
    [[], -1],
    [[Number.NaN], -1],
  ])('of %p is %p', (scores, index) => {
    expect(argmax(scores)).toBe(index);
  });
});

describe('softmax', () => {
  it('gives each score its share', () => {
    expect([...softmax([0, Math.log(3)])]).toEqual([0.25, 0.75]);
  });

  it('survives scores whose exponential overflows', () => {
    expect([...softmax([10_000, 10_000])]).toEqual([0.5, 0.5]);
  });

  it('is empty for no scores', () => {
    expect(softmax([])).toHaveLength(0);
  });
});
