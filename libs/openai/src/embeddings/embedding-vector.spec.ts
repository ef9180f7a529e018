import { describe, expect, it } from '@jest/globals';
import { Tensor } from '#core';
import { encodeVector, shorten, toVector } from './embedding-vector.js';

describe('the vector of an answer', () => {
  it.each([
    [[1, 2]],
    [new Float64Array([1, 2])],
    [new Float32Array([1, 2])],
    [new Tensor('float32', new Float32Array([1, 2]), [2])],
    [{ embedding: [1, 2] }],
  ])('is in %p', (given) => {
    expect(toVector(given)).toEqual(new Float32Array([1, 2]));
  });

  it.each([['text'], [['1']], [{ vector: [1] }], [null]])('is not in %p', (given) => {
    expect(() => toVector(given)).toThrow('an embedding must be a list of numbers');
  });

  it('has a length of 1 when it is shortened, and none when there is none', () => {
    expect(shorten(new Float32Array([0, 2, 9]), 2)).toEqual(new Float32Array([0, 1]));
    expect(shorten(new Float32Array([0, 0, 9]), 2)).toEqual(new Float32Array([0, 0]));
    expect(shorten(new Float32Array([3, 4]), 2)).toEqual(new Float32Array([3, 4]));
    expect(() => shorten(new Float32Array(2), 3)).toThrow('this model has 2');
  });

  it('crosses as the bytes of its own floats, although its buffer has more', () => {
    const part = new Float32Array([9, 1, 2]).subarray(1);
    const bytes = Buffer.from(encodeVector(part, 'base64') as string, 'base64');
    expect([bytes.length, bytes.readFloatLE(0), bytes.readFloatLE(4)]).toEqual([8, 1, 2]);
    expect(encodeVector(part, 'float')).toEqual([1, 2]);
  });
});
