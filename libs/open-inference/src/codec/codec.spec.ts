import { BadRequestException } from '@nestjs/common';
import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { readBinaryData, writeBinaryData } from './binary-data.js';
import { DATATYPES, datatypeOf, FIXED, isDatatype, tensorType, type Datatype } from './datatypes.js';
import { parseWithLongIntegersAsText } from './exact-json.js';
import { elementsOf, type InferenceTensor } from './inference-tensor.js';
import { readJsonData, writeJsonData } from './json-data.js';
import { readShape } from './read-shape.js';
import { splitBody } from './split-body.js';

/** Elements of each datatype that has a JSON form, as JSON has them. */
const ELEMENTS: Partial<Record<Datatype, fc.Arbitrary<unknown>>> = {
  BOOL: fc.boolean(),
  UINT8: fc.nat(255),
  UINT16: fc.nat(65_535),
  UINT32: fc.nat(2 ** 32 - 1),
  INT8: fc.integer({ min: -128, max: 127 }),
  INT16: fc.integer({ min: -32_768, max: 32_767 }),
  INT32: fc.integer(),
  INT64: fc.maxSafeInteger(),
  UINT64: fc.maxSafeNat(),
  FP32: fc.float({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0),
  FP64: fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0),
  BYTES: fc.string({ unit: 'grapheme' }),
};

const shapes = fc.array(fc.nat(4), { maxLength: 4 });
const withJson = fc.constantFrom(...(Object.keys(ELEMENTS) as Datatype[]));
const tensors = fc
  .tuple(withJson, shapes)
  .chain(([datatype, shape]) =>
    fc
      .array(ELEMENTS[datatype] ?? fc.nat(), { minLength: elementsOf(shape), maxLength: elementsOf(shape) })
      .map((flat) => ({ datatype, shape, flat })),
  );

/** Row-major lists in lists. */
function nest(flat: readonly unknown[], [length = 0, ...inner]: readonly number[]): unknown[] {
  if (inner.length === 0) return [...flat];
  const size = elementsOf(inner);
  return Array.from({ length }, (_, row) => nest(flat.slice(row * size, (row + 1) * size), inner));
}

const bytesOf = (tensor: InferenceTensor): Buffer => Buffer.from(writeBinaryData(tensor));

describe('JSON data', () => {
  it('is the same flat and nested, and the same when it is written again', () => {
    fc.assert(
      fc.property(tensors, ({ datatype, shape, flat }) => {
        const tensor = readJsonData('x', datatype, shape, flat);
        expect(JSON.parse(writeJsonData('x', tensor))).toEqual(flat.map((one) => (one === 0 ? 0 : one)));
        if (shape.length > 1) {
          expect(readJsonData('x', datatype, shape, nest(flat, shape))).toEqual(tensor);
        }
      }),
    );
  });

  it('needs as many elements as its shape has, in lists of its lengths', () => {
    const read = (shape: number[], data: unknown) => () => readJsonData('x', 'INT32', shape, data);
    for (const [shape, data] of [
      [
        [2, 2],
        [1, 2, 3],
      ],
      [
        [2, 2],
        [[1, 2], [3]],
      ],
      [[2, 2], [[1, 2, 3, 4]]],
      [[4], [[1], [2], [3], [4]]],
      [
        [2, 2],
        [[1, 2], 3],
      ],
      [[], [[1]]],
      [[1], 'x'],
    ] as [number[], unknown][]) {
      expect(read(shape, data)).toThrow(BadRequestException);
    }
  });

  it.each([
    ['BOOL', 2],
    ['UINT8', 256],
    ['UINT8', -1],
    ['INT8', 1.5],
    ['INT32', '1'],
    ['INT32', true],
    ['INT64', 2 ** 53],
    ['INT64', '9223372036854775808'],
    ['UINT64', '-1'],
    ['FP32', 1e300],
    ['FP64', Infinity],
    ['FP64', null],
    ['BYTES', 1],
    ['FP16', 1],
    ['BF16', 1],
  ] as [Datatype, unknown][])('of %s cannot be %p', (datatype, element) => {
    expect(() => readJsonData('x', datatype, [1], [element])).toThrow(BadRequestException);
  });

  it('has whole integers of 64 bits in both ways', () => {
    const tensor = readJsonData('x', 'INT64', [2], ['9223372036854775807', '-9223372036854775808']);
    expect(writeJsonData('x', tensor)).toBe('[9223372036854775807,-9223372036854775808]');
  });

  it('has no form for what is not finite or no text', () => {
    const write = (datatype: Datatype, data: InferenceTensor['data']) => () =>
      writeJsonData('x', { datatype, shape: [1], data });
    expect(write('FP32', Float32Array.of(NaN))).toThrow('binary');
    expect(write('FP16', Uint16Array.of(1))).toThrow('binary');
    expect(write('BYTES', [Uint8Array.of(255)])).toThrow('binary');
    expect(write('BYTES', [Buffer.from('é')])()).toBe('["é"]');
  });
});

describe('binary data', () => {
  const anyBytes = (shape: readonly number[], datatype: keyof typeof FIXED) => {
    const size = elementsOf(shape) * FIXED[datatype].Data.BYTES_PER_ELEMENT;
    return fc.uint8Array({ minLength: size, maxLength: size, max: datatype === 'BOOL' ? 1 : 255 });
  };
  const fixed = fc
    .tuple(fc.constantFrom(...(Object.keys(FIXED) as (keyof typeof FIXED)[])), shapes)
    .chain(([datatype, shape]) => anyBytes(shape, datatype).map((bytes) => ({ datatype, shape, bytes })));

  it('is the same when it is written again, wherever in a body it begins', () => {
    fc.assert(
      fc.property(fixed, fc.nat(9), ({ datatype, shape, bytes }, offset) => {
        const body = Buffer.concat([Buffer.alloc(offset, 7), bytes]);
        const tensor = readBinaryData('x', datatype, shape, body.subarray(offset));
        expect(bytesOf(tensor)).toEqual(Buffer.from(bytes));
        body.fill(0);
        expect(bytesOf(tensor)).toEqual(Buffer.from(bytes));
      }),
    );
  });

  it('of BYTES is any bytes', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array()), (elements) => {
        const written = bytesOf({ datatype: 'BYTES', shape: [elements.length], data: elements });
        const read = readBinaryData('x', 'BYTES', [elements.length], written);
        expect(Array.from(read.data as Uint8Array[], (one) => Array.from(one))).toEqual(
          elements.map((one) => Array.from(one)),
        );
      }),
    );
  });

  it('means the same as JSON data', () => {
    fc.assert(
      fc.property(tensors, ({ datatype, shape, flat }) => {
        const tensor = readJsonData('x', datatype, shape, flat);
        const read = readBinaryData('x', datatype, shape, bytesOf(tensor));
        expect(writeJsonData('x', read)).toBe(writeJsonData('x', tensor));
      }),
    );
  });

  it('is refused or read, and never more than that, whatever it is', () => {
    fc.assert(
      fc.property(fc.constantFrom(...DATATYPES), shapes, fc.uint8Array(), (datatype, shape, bytes) => {
        try {
          const { data } = readBinaryData('x', datatype, shape, Buffer.from(bytes));
          expect(data).toHaveLength(elementsOf(shape));
        } catch (error) {
          expect(error).toBeInstanceOf(BadRequestException);
        }
      }),
    );
  });

  it('of BYTES never ends after its bytes, nor before', () => {
    const read =
      (...bytes: number[]) =>
      () =>
        readBinaryData('x', 'BYTES', [1], Buffer.from(bytes));
    expect(read(1, 0, 0)).toThrow('ends after its bytes');
    expect(read(2, 0, 0, 0, 65)).toThrow('ends after its bytes');
    expect(read(0, 0, 0, 0, 65)).toThrow('do not hold');
    expect(read()).toThrow('do not hold');
    expect(read(255, 255, 255, 255)).toThrow('ends after its bytes');
  });

  it('of BOOL is 0 and 1', () => {
    expect(() => readBinaryData('x', 'BOOL', [1], Buffer.of(2))).toThrow('0 or 1');
  });
});

describe('a shape', () => {
  it('is a list of lengths whose product is a number', () => {
    expect(readShape([2, 0, 3], 'x')).toEqual([2, 0, 3]);
    const tooMany = Array.from({ length: 33 }, () => 1);
    for (const shape of [undefined, 3, [-1], [1.5], ['2'], [2 ** 53], [2 ** 30, 2 ** 30, 0], tooMany]) {
      expect(() => readShape(shape, 'x')).toThrow(BadRequestException);
    }
  });
});

describe('the header of binary data', () => {
  const body = Buffer.from('{}abc');

  it('cuts a body in two', () => {
    expect(splitBody(body, undefined)).toEqual({ json: body, binary: Buffer.alloc(0) });
    expect(splitBody(body, '2')).toEqual({ json: Buffer.from('{}'), binary: Buffer.from('abc') });
    expect(splitBody(body, '5').binary).toHaveLength(0);
    expect(splitBody(body, '0')).toEqual({ json: undefined, binary: body });
  });

  it.each(['6', '-1', '1.5', 'x', '', '2, 2', '9'.repeat(400)])('cannot be %p', (declared) => {
    expect(() => splitBody(body, declared)).toThrow(BadRequestException);
  });
});

describe('long integers', () => {
  it('are texts of their digits, where they are integers and no part of a text', () => {
    const json =
      '{"12345678901234567890":[12345678901234567890,-9223372036854775808,1.2345678901234567890,1e16,7,' +
      '"12345678901234567890","\\"12345678901234567890"]}';
    expect(parseWithLongIntegersAsText(json)).toEqual({
      '12345678901234567890': [
        '12345678901234567890',
        '-9223372036854775808',
        Number('1.2345678901234567890'),
        1e16,
        7,
        '12345678901234567890',
        '"12345678901234567890',
      ],
    });
  });

  it('change nothing else', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const long = /(?<!["\d.])-?\d{16,}/.test(JSON.stringify(value));
        if (!long)
          expect(parseWithLongIntegersAsText(JSON.stringify(value))).toEqual(
            JSON.parse(JSON.stringify(value)),
          );
      }),
    );
  });
});

describe('datatypes', () => {
  it('are words of the protocol, each with one of ONNX', () => {
    for (const datatype of DATATYPES) {
      expect(isDatatype(datatype)).toBe(true);
      expect(datatypeOf(tensorType(datatype))).toBe(datatype);
    }
    expect(isDatatype('FP8')).toBe(false);
    expect(isDatatype('toString')).toBe(false);
    expect(datatypeOf('complex64')).toBeUndefined();
  });
});
