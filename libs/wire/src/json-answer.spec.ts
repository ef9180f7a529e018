import { describe, expect, it } from '@jest/globals';
import { Tensor } from '#common';
import * as fc from 'fast-check';
import { Tensor as OnnxTensor } from 'onnxruntime-common';
import { toJson } from './json-answer.js';
import { UncrossableValueError } from './value/uncrossable-value.error.js';

class Money {
  constructor(readonly cents: bigint) {}
  toJSON(key: string): unknown {
    return { key, cents: this.cents };
  }
}

describe('toJson', () => {
  it.each<[unknown, string]>([
    [undefined, 'null'],
    [() => 1, 'null'],
    [Symbol('x'), 'null'],
    [null, 'null'],
    ['text', '"text"'],
    [Number.NaN, 'null'],
    [123n, '123'],
    [new Date(0), '"1970-01-01T00:00:00.000Z"'],
    [new Float32Array([1, 0.5, Number.NaN, Infinity, -0]), '[1,0.5,null,null,0]'],
    [new BigInt64Array([2n ** 62n, -1n]), '[4611686018427387904,-1]'],
    [Buffer.from([1, 2]), '[1,2]'],
    [new Uint8Array([3]).buffer, '[3]'],
    [new DataView(new Uint8Array([1, 2, 3]).buffer, 1), '[2,3]'],
    [
      { a: Buffer.from([1]), b: [new Uint8Array([2])], c: new Uint8ClampedArray() },
      '{"a":[1],"b":[[2]],"c":[]}',
    ],
    [{ a: 1n, gone: undefined, f: () => 1, s: Symbol('x'), nan: Number.NaN }, '{"a":1,"nan":null}'],
    [[1n, undefined, () => 1], '[1,null,null]'],
    [new Set([1, 'a', 2n]), '[1,"a",2]'],
    [
      new Map<string, unknown>([
        ['a', 1n],
        ['b"', undefined],
        ['c', new Map()],
      ]),
      '{"a":1,"c":{}}',
    ],
    [
      new Map([
        [1, 'a'],
        [2, 'b'],
      ]),
      '[[1,"a"],[2,"b"]]',
    ],
    [new Money(5n), '{"key":"","cents":5}'],
    [
      { price: new Money(5n), list: [new Money(6n)] },
      '{"price":{"key":"price","cents":5},"list":[{"key":"0","cents":6}]}',
    ],
    [
      { big: 1n, boxed: Object('x') as unknown, date: new Date(0) },
      '{"big":1,"boxed":"x","date":"1970-01-01T00:00:00.000Z"}',
    ],
    [{ n: 1n, error: new Error('secret') }, '{"n":1,"error":{}}'],
  ])('%#: %p', (value, json) => {
    expect(toJson(value)).toBe(json);
  });

  it.each<[Tensor, string]>([
    [new Tensor('float32', new Float32Array([1, 2, 3, 4, 5, 6]), [2, 3]), '[[1,2,3],[4,5,6]]'],
    [new Tensor('int64', new BigInt64Array([1n, 2n]), [2, 1]), '[[1],[2]]'],
    [new Tensor('int32', new Int32Array([1, 2, 3, 4]), [1, 2, 2]), '[[[1,2],[3,4]]]'],
    [new Tensor('float32', new Float32Array([1.5]), []), '1.5'],
    [new Tensor('int64', new BigInt64Array([9n]), []), '9'],
    [new Tensor('string', ['a', '"b"'], [2]), '["a","\\"b\\""]'],
    [new Tensor('float32', new Float32Array(), [2, 0]), '[[],[]]'],
    [new Tensor('float32', new Float32Array(), [0, 2]), '[]'],
    [new Tensor('float32', new Float32Array([Number.NaN]), [1]), '[null]'],
  ])('writes a tensor as nested arrays: %#', (tensor, json) => {
    expect(toJson(tensor)).toBe(json);
    expect(toJson({ scores: tensor })).toBe(`{"scores":${json}}`);
  });

  it('writes a tensor of onnxruntime as nested arrays, but not an object that looks like one', () => {
    expect(toJson({ out: new OnnxTensor('float32', [1, 2], [2, 1]) })).toBe('{"out":[[1],[2]]}');
    expect(toJson({ type: 'image', dims: [1], data: [1] })).toBe('{"type":"image","dims":[1],"data":[1]}');
    expect(toJson({ type: 'image', dims: [1], data: new Uint8Array(1) })).toBe(
      '{"type":"image","dims":[1],"data":[0]}',
    );
  });

  it('says so when an answer is cyclic', () => {
    const cyclic: Record<string, unknown> = { list: [1n] };
    cyclic['self'] = cyclic;
    expect(() => toJson(cyclic)).toThrow(UncrossableValueError);
    expect(() => toJson(cyclic)).toThrow('cyclic');
  });

  it('agrees with JSON.stringify on JSON, with and without something special beside it', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(toJson(value)).toBe(JSON.stringify(value));
        expect(toJson([value, 0n])).toBe(`[${JSON.stringify(value)},0]`);
      }),
    );
  });

  it('agrees with JSON.stringify on whatever else that takes', () => {
    fc.assert(
      fc.property(fc.anything({ withBoxedValues: true, withDate: true, withSparseArray: true }), (value) => {
        expect(toJson([value, 0n])).toBe(`[${JSON.stringify(value) ?? 'null'},0]`);
      }),
    );
  });
});
