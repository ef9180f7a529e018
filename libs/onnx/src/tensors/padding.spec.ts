import { describe, expect, it } from '@jest/globals';
import { padLeft, padRight, type PaddedSequences } from './padding.js';

const listsOf = ({ values, mask, padding }: PaddedSequences) => ({
  values: [...values.data],
  mask: [...mask.data],
  dims: values.dims,
  padding,
});

describe('padLeft', () => {
  it('lets all sequences end together, and says which elements are theirs', () => {
    expect(listsOf(padLeft([[5, 6n, 7], [8], []]))).toEqual({
      values: [5n, 6n, 7n, 0n, 0n, 8n, 0n, 0n, 0n],
      mask: [1n, 1n, 1n, 0n, 0n, 1n, 0n, 0n, 0n],
      dims: [3, 3],
      padding: [0, 2, 3],
    });
  });

  it('needs no padding for equal lengths, and has an empty tensor for no sequences', () => {
    expect(listsOf(padLeft([[1], [2]])).padding).toEqual([0, 0]);
    expect(padLeft([]).values.dims).toEqual([0, 0]);
  });
});

describe('padRight', () => {
  it('lets all sequences start together', () => {
    expect(listsOf(padRight([[5, 6, 7], [8]], { value: 1 }))).toEqual({
      values: [5n, 6n, 7n, 8n, 1n, 1n],
      mask: [1n, 1n, 1n, 1n, 0n, 0n],
      dims: [2, 3],
      padding: [0, 2],
    });
  });

  it('pads to a length that is asked for, and further when a sequence is longer', () => {
    expect(padRight([[1], [2, 3]], { length: 4 }).values.dims).toEqual([2, 4]);
    expect(padRight([[1], [2, 3]], { length: 1 }).values.dims).toEqual([2, 2]);
  });

  it.each<[string, ArrayLike<number | string>[], unknown[]]>([
    ['float32', [new Float32Array([0.5]), [1, 2]], [0.5, 0, 1, 2]],
    ['int32', [new Int32Array([7]), [1, 2]], [7, 0, 1, 2]],
    ['float16', [[1], [1, 2]], [0x3c00, 0, 0x3c00, 0x4000]],
    ['string', [['a'], ['b', 'c']], ['a', '', 'b', 'c']],
  ])('pads %s', (type, sequences, elements) => {
    const { values } = padRight(sequences, { type });

    expect(values.type).toBe(type);
    expect([...values.data]).toEqual(elements);
  });

  it.each<[ArrayLike<number | string>[], object, string]>([
    [[[1], [1.5]], {}, 'padding: sequence 1 contains 1.5; int64 takes safe whole numbers'],
    [[[1], [2, 3]], { value: 0.5 }, 'padding: sequence 0 contains 0.5'],
    [[[1], [256]], { type: 'uint8' }, 'sequence 1 contains 256; uint8 takes whole numbers of 8 bits'],
    [[[1]], { type: 'int4' }, 'there is no element type "int4"'],
  ])('refuses %j with %j', (sequences, options, message) => {
    expect(() => padRight(sequences, options)).toThrow(message);
  });
});
