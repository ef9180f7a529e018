import { describe, expect, it } from '@jest/globals';
import { Tensor } from '#common';
import { stackItems, type OnnxItem } from './stack-items.js';

const input = (type: string, ...shape: (number | string)[]) => ({ name: 'x', type, shape });

describe('stackItems', () => {
  it('puts lists, typed arrays and tensors behind each other', () => {
    const items = [
      [1, 2],
      new Float32Array([3, 4]),
      new Int32Array([5, 6]),
      new Tensor('float32', new Float32Array([7, 8]), [2]),
    ];

    const stacked = stackItems(items, input('float32', 'batch', 2));

    expect(stacked).toEqual(new Tensor('float32', new Float32Array([1, 2, 3, 4, 5, 6, 7, 8]), [4, 2]));
  });

  it('keeps nested lists in row-major order', () => {
    const nested = [[[1, 2], [3, 4]], [[5, 6], [7, 8]]]; // prettier-ignore

    const { data, dims } = stackItems(nested, input('int32', 'batch', 'rows', 'columns'));

    expect(dims).toEqual([2, 2, 2]);
    expect([...data]).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it('makes scalars a batch of one axis', () => {
    expect(stackItems([1, 2], input('float64', 'batch')).dims).toEqual([2]);
  });

  it('pads with zeros to the rows asked for', () => {
    const { data, dims } = stackItems([[1, 2]], input('float32', 3, 2), 3);

    expect(dims).toEqual([3, 2]);
    expect([...data]).toEqual([1, 2, 0, 0, 0, 0]);
  });

  it.each<[string, OnnxItem[], unknown[]]>([
    ['int64', [[1, 2n]], [1n, 2n]],
    ['bool', [[true, false, 1, 0]], [1, 0, 1, 0]],
    ['string', [['a', 'b']], ['a', 'b']],
    ['uint8', [[0, 255]], [0, 255]],
    ['float16', [new Uint16Array([0x3c00])], [0x3c00]],
    ['float16', [[1], new Float32Array([-2])], [0x3c00, 0xc000]],
    ['float32', [[Number.NaN, Number.POSITIVE_INFINITY]], [Number.NaN, Number.POSITIVE_INFINITY]],
  ])('fills %s', (type, items, elements) => {
    expect([...stackItems(items, input(type, 'batch', 'n')).data]).toEqual(elements);
  });

  it.each<[string, OnnxItem[], string]>([
    ['float32', [[1], ['1']], 'item 1 contains "1"; the input x float32 [batch, n] takes numbers'],
    [
      'uint8',
      [[0], [256]],
      'item 1 contains 256; the input x uint8 [batch, n] takes whole numbers of 8 bits, 0 and up',
    ],
    ['int32', [[1.5]], 'item 0 contains 1.5'],
    ['int64', [[1.5]], 'item 0 contains 1.5'],
    ['int64', [[2 ** 60]], 'safe whole numbers'],
    ['int64', [[2n ** 63n]], 'item 0 contains 9223372036854775808n'],
    ['bool', [[2]], 'item 0 contains 2'],
    ['bool', [new Uint8Array([2])], 'item 0 contains 2'],
    ['string', [[1]], 'takes strings'],
    ['float16', [['1']], 'takes numbers, or half floats as the bits in a Uint16Array'],
    ['float32', [[1, 2], [3]], 'item 1 has shape [1], the items before it [2]; a batch needs equal shapes'],
  ])('refuses for %s the items %j', (type, items, message) => {
    expect(() => stackItems(items, input(type, 'batch', 'n'))).toThrow(message);
  });

  it('names the item of a wrong length and the shape it should have', () => {
    expect(() => stackItems([[1, 2], [1]], input('float32', 'batch', 1, 2))).toThrow(
      'OnnxModel: item 1 has shape [1], which does not fit the input x float32 [batch, 1, 2]',
    );
  });

  it.each<[string, OnnxItem]>([
    ['rows of different lengths', [[1, 2, 3], [1]]], // as many elements as 2 x 2
    ['a number among lists', [[1, 2], 3]],
    ['a list among numbers', [1, [2]]],
    ['a longer typed array', [new Float32Array(2), new Float32Array(3)]],
  ])('refuses a ragged item: %s', (_, item) => {
    expect(() => stackItems([item], input('float32', 'batch', 'a', 'b'))).toThrow(
      /item 0 (is ragged|has shape)/,
    );
  });

  it('refuses element types it cannot fill', () => {
    expect(() => stackItems([[1]], input('int4', 'batch', 1))).toThrow('use runTensors');
  });
});
