import { describe, expect, it } from '@jest/globals';
import { Tensor } from '#common';
import { defaultBatch, defaultUnbatch } from './default-batching.js';

const vector = (...values: number[]): Tensor =>
  new Tensor('float32', Float32Array.from(values), [values.length]);

const image = (fill: number): Tensor => new Tensor('float32', new Float32Array(6).fill(fill), [1, 2, 3]);
const text = (word: string): Tensor => new Tensor('string', [word], [1]);

describe('defaultBatch', () => {
  it('stacks tensors of one shape along a new first axis', () => {
    expect(defaultBatch([image(1), image(2)])).toEqual(
      new Tensor('float32', Float32Array.of(1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2), [2, 1, 2, 3]),
    );
  });

  it('stacks typed arrays of one length into a tensor of their element type', () => {
    expect(defaultBatch([BigInt64Array.of(1n, 2n), BigInt64Array.of(3n, 4n)])).toEqual(
      new Tensor('int64', BigInt64Array.of(1n, 2n, 3n, 4n), [2, 2]),
    );
  });

  it('stacks a batch of one as well, so that predict always sees the same rank', () => {
    expect(defaultBatch([Float32Array.of(1, 2)])).toEqual(
      new Tensor('float32', Float32Array.of(1, 2), [1, 2]),
    );
  });

  it('reads views at any offset, not the buffers behind them', () => {
    const memory = Float32Array.of(9, 1, 2, 9);
    expect(defaultBatch([memory.subarray(1, 3), memory.subarray(2, 4)])).toMatchObject({
      data: Float32Array.of(1, 2, 2, 9),
    });
  });

  it('stacks tensors of texts', () => {
    expect(defaultBatch([text('a'), text('b')])).toEqual(new Tensor('string', ['a', 'b'], [2, 1]));
  });

  it.each([
    ['lengths', [Float32Array.of(1), Float32Array.of(1, 2)]],
    ['shapes of equal size', [vector(1, 2), new Tensor('float32', Float32Array.of(1, 2), [1, 2])]],
    ['element types', [Float32Array.of(1), Int32Array.of(1)]],
    ['element types under one name', [vector(1), new Tensor('float32', Int32Array.of(1), [1])]],
    ['kinds', [vector(1), [1]]],
  ])('hands over the array itself where %s differ', (_, inputs) => {
    expect(defaultBatch(inputs)).toBe(inputs);
  });

  it.each([
    [
      'arrays of numbers',
      [
        [1, 2],
        [3, 4],
      ],
    ],
    ['objects', [{ a: 1 }, { a: 2 }]],
    ['Buffers, which are pictures as often as vectors', [Buffer.from('ab'), Buffer.from('cd')]],
  ])('hands over the array itself for %s', (_, inputs) => {
    expect(defaultBatch(inputs)).toBe(inputs);
  });
});

describe('defaultUnbatch', () => {
  const matrix = new Tensor('float32', Float32Array.of(1, 2, 3, 4), [2, 2]);

  it('takes an array as it is', () => {
    const results = [1, 2];
    expect(defaultUnbatch(results, [0, 0])).toBe(results);
  });

  it('splits a matrix into typed arrays, without a copy', () => {
    const rows = defaultUnbatch(matrix, [[1], [2]]) as Float32Array[];
    expect(rows).toEqual([Float32Array.of(1, 2), Float32Array.of(3, 4)]);
    expect(rows[1]?.buffer).toBe((matrix.data as Float32Array).buffer);
  });

  it('splits a matrix into tensors where the inputs were tensors', () => {
    expect(defaultUnbatch(matrix, [vector(0, 0), vector(0, 0)])).toEqual([vector(1, 2), vector(3, 4)]);
  });

  it('splits higher ranks into tensors', () => {
    const cube = new Tensor('int32', Int32Array.of(1, 2, 3, 4), [2, 1, 2]);
    expect(defaultUnbatch(cube, [0, 0])).toEqual([
      new Tensor('int32', Int32Array.of(1, 2), [1, 2]),
      new Tensor('int32', Int32Array.of(3, 4), [1, 2]),
    ]);
  });

  it('splits one axis into bare elements', () => {
    expect(defaultUnbatch(vector(5, 6), [vector(0), vector(0)])).toEqual([5, 6]);
    expect(defaultUnbatch(Int32Array.of(5, 6), [0, 0])).toEqual([5, 6]);
    expect(defaultUnbatch(new Tensor('string', ['a', 'b'], [2]), [0, 0])).toEqual(['a', 'b']);
  });

  it('gives back what was stacked', () => {
    const tensors = [vector(1, 2), vector(3, 4)];
    const vectors = [Float32Array.of(1, 2), Float32Array.of(3, 4)];
    expect(defaultUnbatch(defaultBatch(tensors), tensors)).toEqual(tensors);
    expect(defaultUnbatch(defaultBatch(vectors), vectors)).toEqual(vectors);
  });

  it.each([undefined, null, 'ab', 2, { a: 1 }, new Map(), new Tensor('float32', Float32Array.of(1), [])])(
    'finds no rows in %p',
    (output) => {
      expect(defaultUnbatch(output, [0, 0])).toBeUndefined();
    },
  );
});
