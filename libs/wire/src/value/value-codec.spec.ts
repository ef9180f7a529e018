import { describe, expect, it } from '@jest/globals';
import { Tensor } from '#common';
import * as fc from 'fast-check';
import { Tensor as OnnxTensor } from 'onnxruntime-common';
import { FrameReader } from '../frame/frame-reader.js';
import { encodeFrame } from '../frame/frame-writer.js';
import type { Encoded, Received } from '../messages.js';
import { JsonText } from './json-text.js';
import { OctetChunks } from './octet-chunks.js';
import { decodeValue, encodeValue } from './value-codec.js';

/** Over the wire and back, byte for byte as between two processes. */
function received({ json, sections }: Encoded): Received {
  const frames: Received[] = [];
  const reader = new FrameReader(({ header: tree, sections: views }) =>
    frames.push({ tree, sections: views }),
  );
  for (const piece of encodeFrame(json, sections)) reader.push(piece);
  const [frame] = frames;
  if (!frame) throw new Error('no frame came');
  return frame;
}

const roundTrip = (value: unknown): unknown => decodeValue(received(encodeValue(value)));

describe('encodeValue and decodeValue', () => {
  it.each([
    ['null', null],
    ['text', 'a "quoted" 漢 \ud800'],
    ['an object', { a: [1, 2.5, -3e300, true, false, null, '', {}], b: { c: [] } }],
    ['undefined', undefined],
    ['undefined in arrays and objects', { a: undefined, b: [undefined, 1] }],
    ['NaN and infinities', [Number.NaN, Infinity, -Infinity]],
    ['-0', [-0, 0]],
    ['bigints', [0n, 1n, -1n, 2n ** 64n, -(2n ** 200n)]],
    ['dates', [new Date(0), new Date(-1)]],
    [
      'a Map',
      new Map<unknown, unknown>([
        ['a', 1],
        [{ k: 1 }, new Map([[1n, undefined]])],
        [undefined, new Set([1])],
      ]),
    ],
    ['a Set', new Set([1, 'a', Number.NaN, undefined])],
    ['a key $', { $: ['u'], other: { $: { $: 1 } } }],
    ['a key $ beside what needs a tag', { $: undefined, n: 1n }],
    ['keys of the wrapper', { p: 1, t: undefined }],
    [
      'keys that name members of Object',
      { constructor: 1, toString: 2, hasOwnProperty: undefined, toJSON: 3 },
    ],
    ['a Tensor', new Tensor('float32', new Float32Array([1, 2, 3, 4]), [2, 2])],
    ['a Tensor without axes', new Tensor('int64', new BigInt64Array([7n]), [])],
    ['an empty Tensor', new Tensor('bool', new Uint8Array(), [0, 3])],
    ['a Tensor of texts', new Tensor('string', ['a', 'b'], [2])],
    ['what only looks like a Tensor', { type: 'float32', dims: [2], data: [1, 2] }],
    ['an ArrayBuffer', new Uint8Array([1, 2, 3]).buffer],
    ['a DataView', new DataView(new Uint8Array([1, 2, 3]).buffer, 1)],
  ])('carries %s', (_, value) => {
    const back = roundTrip(value);
    expect(back).toStrictEqual(value);
    if (typeof value === 'object' && value !== null)
      expect(Object.getPrototypeOf(back)).toBe(Object.getPrototypeOf(value));
  });

  it.each([
    Buffer.from([1, 2, 3]),
    new Uint8Array([1, 2, 3]),
    new Uint8ClampedArray([1, 2, 3]),
    new Int8Array([-1]),
    new Int16Array([-1, 2]),
    new Uint16Array([1]),
    new Int32Array([-1]),
    new Uint32Array([2 ** 32 - 1]),
    new Float32Array([Number.NaN, 0.1]),
    new Float64Array([Math.PI]),
    new BigInt64Array([-(2n ** 63n)]),
    new BigUint64Array([2n ** 64n - 1n]),
    new Float32Array(),
  ])('carries %# as the same kind of view', (view) => {
    const back = roundTrip({ before: Buffer.from('x'), view });
    expect(back).toStrictEqual({ before: Buffer.from('x'), view });
    expect((back as { view: object }).view.constructor).toBe(view.constructor);
  });

  it('carries only the part of the memory that a view shows', () => {
    const view = new Float32Array([1, 2, 3, 4]).subarray(1, 3);
    expect(roundTrip(view)).toStrictEqual(new Float32Array([2, 3]));
    const [section] = encodeValue(view).sections;
    expect(section).toHaveLength(8);
    expect(section).toHaveProperty('buffer', view.buffer);
  });

  it('carries tensors of onnxruntime as ours', () => {
    const back = roundTrip([
      new OnnxTensor('float32', [1, 2, 3], [1, 3]),
      new OnnxTensor('string', ['a'], [1]),
    ]);
    expect(back).toStrictEqual([
      new Tensor('float32', new Float32Array([1, 2, 3]), [1, 3]),
      new Tensor('string', ['a'], [1]),
    ]);
  });

  it('carries what is referenced twice as two values', () => {
    const shared = { n: 1n };
    const back = roundTrip([shared, shared]) as unknown[];
    expect(back).toStrictEqual([shared, shared]);
    expect(back[0]).not.toBe(back[1]);
  });

  it('makes objects without a prototype ordinary ones, holes undefined, and subclasses of Array arrays', () => {
    const holed = [1];
    holed[2] = 2;
    class List extends Array<number> {
      toJSON(): string {
        return 'wrong';
      }
    }
    const back = roundTrip([
      Object.assign(Object.create(null) as object, { a: 1 }),
      holed,
      List.from([1, 2]),
    ]);
    expect(back).toStrictEqual([{ a: 1 }, [1, undefined, 2], [1, 2]]);
  });

  it.each([
    '{"__proto__":{"admin":true},"a":1}',
    '{"a":1,"__proto__":{"admin":true},"n":2}',
    '{"__proto__":1,"$":2}',
  ])('drops a key __proto__: %s', (json) => {
    const { __proto__: _, ...rest } = JSON.parse(json) as Record<string, unknown>;
    const back = roundTrip({ deep: [JSON.parse(json), new Date(0)] }) as { deep: [Record<string, unknown>] };
    expect(back.deep[0]).toStrictEqual(rest);
    expect(Object.hasOwn(back.deep[0], '__proto__')).toBe(false);
    expect(back.deep[0]['admin']).toBeUndefined();
  });

  it('neither changes nor copies a value that is plain JSON', () => {
    const value = Object.freeze({ a: Object.freeze([1, Object.freeze({ b: 'x' })]) });
    expect(encodeValue(value)).toEqual({ json: '{"p":{"a":[1,{"b":"x"}]}}', sections: [] });
  });

  it('does not change a value that is none', () => {
    const inner = Object.freeze([1n, undefined]);
    const value = Object.freeze({ inner, $: Object.freeze({}), date: new Date(5) });
    encodeValue(value);
    expect(value).toStrictEqual({ inner: [1n, undefined], $: {}, date: new Date(5) });
    expect(value.inner).toBe(inner);
  });

  it('brings any crossable value back as it was', () => {
    fc.assert(
      fc.property(crossable(), (value) => {
        expect(roundTrip(value)).toStrictEqual(value);
      }),
      { numRuns: 300 },
    );
  });

  it('brings any JSON back as it was', () => {
    fc.assert(
      fc.property(fc.json(), (json) => {
        const text = json.replaceAll('__proto__', 'proto');
        expect(roundTrip(JSON.parse(text))).toStrictEqual(JSON.parse(text));
      }),
    );
  });

  it('carries an invalid date', () => {
    const date = roundTrip(new Date(Number.NaN));
    expect(date).toBeInstanceOf(Date);
    expect((date as Date).getTime()).toBeNaN();
  });

  it('carries JSON text without copying it, and parses it there', () => {
    const chunks = [Buffer.from('{"a":[1,'), Buffer.from('2]}')];
    const encoded = encodeValue({ body: new JsonText(chunks), after: Buffer.from('z') });
    expect(encoded.sections[0]).toBe(chunks);
    expect(decodeValue(received(encoded))).toEqual({ body: { a: [1, 2] }, after: Buffer.from('z') });
  });

  it('carries bytes in chunks without copying them, and joins them there', () => {
    const chunks = [Buffer.alloc(70_000, 'a'), Buffer.from('bc'), Buffer.alloc(0), Buffer.alloc(20_001, 'd')];
    const encoded = encodeValue({ body: new OctetChunks(chunks), after: Buffer.from('z') });
    expect(encoded.sections[0]).toBe(chunks);
    const { body, after } = decodeValue(received(encoded)) as { body: Buffer; after: Buffer };
    expect(body).toBeInstanceOf(Buffer);
    expect(body.equals(Buffer.concat(chunks))).toBe(true);
    expect(after).toEqual(Buffer.from('z'));
  });

  it('joins JSON text that came in a great many chunks', () => {
    const chunks = Array.from(`[${'1,'.repeat(200_000)}1]`, (character) => Buffer.from(character));
    const encoded = encodeValue(new JsonText(chunks));
    expect(encoded.sections).toHaveLength(1);
    expect(decodeValue(received(encoded))).toHaveLength(200_001);
  });

  it('fails only that value when JSON text is malformed', () => {
    const encoded = encodeValue(new JsonText([Buffer.from('{oops')]));
    expect(() => decodeValue(received(encoded))).toThrow(expect.objectContaining({ code: 'invalid_json' }));
  });
});

function crossable(): fc.Arbitrary<unknown> {
  const key = fc.string().filter((text) => text !== '__proto__');
  const { value } = fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      fc.oneof(
        fc.string({ unit: 'binary' }),
        fc.double(),
        fc.integer(),
        fc.boolean(),
        fc.bigInt(),
        fc.constantFrom(null, undefined, -0),
        fc.date({ noInvalidDate: true }),
        fc.uint8Array().map((bytes) => Buffer.from(bytes)),
        fc.float32Array({ noNaN: true }),
        fc.float64Array(),
        fc.uint8ClampedArray(),
        fc.bigInt64Array(),
        fc.int16Array().map((data) => new Tensor('int16', data, [data.length])),
      ),
      fc.array(tie('value')),
      fc.dictionary(key, tie('value'), { noNullPrototype: true }),
      fc.dictionary(fc.constantFrom('$', 'p', 't', 'toJSON'), tie('value'), { noNullPrototype: true }),
      fc.array(fc.tuple(tie('value'), tie('value'))).map((entries) => new Map(entries)),
      fc.array(tie('value')).map((entries) => new Set(entries)),
    ),
  }));
  return value;
}
