import { BadRequestException } from '@nestjs/common';
import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { Tensor } from '#core';
import { elementsOf, type InferenceTensor } from '../codec/inference-tensor.js';
import { answerOutputs } from './answer-outputs.js';
import { toTensor } from './answer-tensor.js';
import { splitItems } from './split-items.js';
import { fitShape } from './stack-items.js';

const BATCH = { batchable: true, inputs: undefined, outputs: undefined };

const numbers = (shape: readonly number[]): InferenceTensor => ({
  datatype: 'FP32',
  shape,
  data: Float32Array.from({ length: elementsOf(shape) }, (_, index) => index),
});
const bytes = (...data: (string | Buffer)[]): InferenceTensor => ({
  datatype: 'BYTES',
  shape: [data.length],
  data,
});

describe('items', () => {
  it('are the rows of the first axis, and their answers such a tensor again', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 4 }), (shape) => {
        const items = splitItems(new Map([['x', numbers(shape)]]), BATCH, 10);
        expect(items).toHaveLength(shape[0] ?? 0);
        const outputs = answerOutputs(
          items.map(({ x }) => x),
          BATCH,
        );
        expect(outputs.get('output')).toEqual(numbers(shape));
      }),
    );
  });

  it('have each input by its name, one text as it is', () => {
    const given = new Map([
      ['text', bytes('a', Buffer.from('ü'))],
      ['x', numbers([2, 2])],
    ]);
    expect(splitItems(given, BATCH, 2)).toEqual([
      { text: 'a', x: new Tensor('float32', Float32Array.of(0, 1), [2]) },
      { text: 'ü', x: new Tensor('float32', Float32Array.of(2, 3), [2]) },
    ]);
  });

  it('are one where the first axis is no batch', () => {
    const [item, ...more] = splitItems(new Map([['x', numbers([2, 3])]]), { ...BATCH, batchable: false }, 1);
    expect(more).toEqual([]);
    expect(item).toMatchObject({ x: { dims: [2, 3] } });
  });

  it('get bytes that are no text only when they are declared so', () => {
    const given = new Map([['x', bytes(Buffer.of(255))]]);
    expect(() => splitItems(given, BATCH, 1)).toThrow(BadRequestException);
    const inputs = [{ name: 'x', datatype: 'BYTES', shape: [-1], as: 'bytes' }] as const;
    expect(splitItems(given, { ...BATCH, inputs }, 1)).toEqual([{ x: Buffer.of(255) }]);
  });

  it('need a batch axis of equal length, and of no more than allowed', () => {
    const split = (...shapes: number[][]) => {
      const given = shapes.map((shape, index) => [String(index), numbers(shape)] as const);
      return () => splitItems(new Map(given), BATCH, 4);
    };
    for (const wrong of [split([2], [3]), split([]), split([2], []), split([5]), split([0, 2])]) {
      expect(wrong).toThrow(BadRequestException);
    }
    expect(() => splitItems(new Map([['x', numbers([2 ** 40, 0])]]), BATCH, 4)).toThrow(BadRequestException);
  });
});

describe('an answer', () => {
  it.each([
    ['a', undefined, { datatype: 'BYTES', shape: [], data: ['a'] }],
    [Buffer.of(255), undefined, { datatype: 'BYTES', shape: [], data: [Buffer.of(255)] }],
    [Uint8Array.of(1, 2), undefined, { datatype: 'UINT8', shape: [2], data: Uint8Array.of(1, 2) }],
    [Uint8Array.of(1), 'BYTES', { datatype: 'BYTES', shape: [], data: [Uint8Array.of(1)] }],
    [1.5, undefined, { datatype: 'FP64', shape: [], data: Float64Array.of(1.5) }],
    [1.5, 'FP32', { datatype: 'FP32', shape: [], data: Float32Array.of(1.5) }],
    [true, undefined, { datatype: 'BOOL', shape: [], data: Uint8Array.of(1) }],
    [7n, undefined, { datatype: 'INT64', shape: [], data: BigInt64Array.of(7n) }],
    [7, 'INT64', { datatype: 'INT64', shape: [], data: BigInt64Array.of(7n) }],
    [Float32Array.of(1), 'FP64', { datatype: 'FP64', shape: [1], data: Float64Array.of(1) }],
    [Uint16Array.of(9), 'BF16', { datatype: 'BF16', shape: [1], data: Uint16Array.of(9) }],
    [[[1], [2]], 'INT8', { datatype: 'INT8', shape: [2, 1], data: Int8Array.of(1, 2) }],
    [
      [Float32Array.of(1), Float32Array.of(2)],
      'FP32',
      { datatype: 'FP32', shape: [2, 1], data: Float32Array.of(1, 2) },
    ],
    [['a', 'b'], undefined, { datatype: 'BYTES', shape: [2], data: ['a', 'b'] }],
    [
      new Tensor('int64', BigInt64Array.of(1n), [1, 1]),
      undefined,
      { datatype: 'INT64', shape: [1, 1], data: BigInt64Array.of(1n) },
    ],
  ] as const)('%p, declared as %p', (value, declared, tensor) => {
    expect(toTensor(value, declared)).toEqual(tensor);
  });

  it.each([
    [null, undefined],
    [undefined, 'FP32'],
    ['a', 'FP32'],
    [1.5, 'INT32'],
    [1, 'BYTES'],
    [[[1], [2, 3]], undefined],
    [new Tensor('complex64', Float32Array.of(1), [1]), undefined],
    [new Tensor('float16', Uint16Array.of(1), [1]), 'FP32'],
    [{ a: 1 }, 'FP32'],
  ] as const)('cannot be %p as %p', (value, declared) => {
    expect(() => toTensor(value, declared)).toThrow(TypeError);
  });

  it('has the outputs that are declared, in the shape that is declared', () => {
    const outputs = [
      { name: 'label', datatype: 'BYTES', shape: [-1, 1] },
      { name: 'score', datatype: 'FP32', shape: [-1, 2, -1] },
    ] as const;
    const answers = [
      { score: [1, 2, 3, 4], label: 'a', more: 1 },
      { score: Float32Array.of(5, 6, 7, 8), label: 'b' },
    ];
    const made = answerOutputs(answers, { batchable: true, outputs });
    expect([...made]).toEqual([
      ['label', { datatype: 'BYTES', shape: [2, 1], data: ['a', 'b'] }],
      ['score', { datatype: 'FP32', shape: [2, 2, 2], data: Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8) }],
    ]);
    const wrong = (answer: unknown) => () => answerOutputs([answer], { batchable: true, outputs });
    expect(wrong({ score: [1, 2] })).toThrow('"label" is not in');
    expect(wrong('a')).toThrow('several outputs');
    expect(wrong({ label: 1, score: [1, 2] })).toThrow('output "label": 1 is no BYTES');
  });

  it('must be of one shape for all items of a request', () => {
    expect(() => answerOutputs([[1], [1, 2]], BATCH)).toThrow('shapes [1] and [2]');
  });

  it('keeps its shape where the declared one says nothing about it', () => {
    expect(fitShape([2, 3], [-1, -1])).toEqual([2, 3]);
    expect(fitShape([6], [-1, -1])).toEqual([6]);
    expect(fitShape([], [1])).toEqual([1]);
    expect(fitShape([6], [2, -1])).toEqual([2, 3]);
    expect(fitShape([5], [2, -1])).toEqual([5]);
    expect(fitShape([0], [0, -1])).toEqual([0]);
  });
});
