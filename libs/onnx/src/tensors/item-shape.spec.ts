import { describe, expect, it } from '@jest/globals';
import { Tensor } from '#common';
import { itemShape, shapeOf } from './item-shape.js';

describe('shapeOf', () => {
  it.each([
    [3, []],
    ['text', []],
    [null, []],
    [[1, 2, 3], [3]],
    [
      [
        [1, 2],
        [3, 4],
        [5, 6],
      ],
      [3, 2],
    ],
    [[], [0]],
    [new Float32Array(4), [4]],
    [
      [new Float32Array(4), new Float32Array(4)],
      [2, 4],
    ],
    [new Tensor('float32', new Float32Array(6), [2, 3]), [2, 3]],
  ])('of %p is %p', (value, shape) => {
    expect(shapeOf(value)).toEqual(shape);
  });
});

describe('itemShape', () => {
  it.each([
    ['as declared', [1, 28, 28], [1, 28, 28], [1, 28, 28]],
    ['flat', [784], [1, 28, 28], [1, 28, 28]],
    ['without the axis of length 1', [28, 28], [1, 28, 28], [1, 28, 28]],
    ['a scalar', [], [], []],
    ['a scalar in a list', [1], [], []],
    ['with a free axis', [7, 64], ['sequence', 64], [7, 64]],
    ['flat, with a free axis', [7 * 64], ['sequence', 64], [7, 64]],
    ['a sequence', [5], ['sequence'], [5]],
  ])('accepts %s', (_, own, wanted, shape) => {
    expect(itemShape(own, wanted)).toEqual(shape);
  });

  it.each([
    ['of another size', [783], [1, 28, 28]],
    ['with swapped axes', [3, 2], [2, 3]],
    ['with a wrong fixed axis', [64, 7], ['sequence', 64]],
    ['flat, not a multiple of the fixed axes', [65], ['sequence', 64]],
    ['flat, with two free axes', [64], ['height', 'width']],
    ['of too many axes', [2, 2, 2], [8]],
  ])('refuses an item %s', (_, own, wanted) => {
    expect(itemShape(own, wanted)).toBeUndefined();
  });
});
